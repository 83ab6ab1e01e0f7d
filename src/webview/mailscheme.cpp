// SPDX-License-Identifier: GPL-3.0-or-later
#include "webview/mailscheme.h"

#include "webview/htmlmarks.h"

#include <QBuffer>
#include <QPointer>
#include <QRegularExpression>
#include <QWebEngineUrlRequestInfo>
#include <QWebEngineUrlRequestJob>
#include <QWebEngineUrlScheme>

namespace qn::webview {

using namespace Qt::StringLiterals;

void registerMailSchemes()
{
    for (const char *name : {"qnmail", "cid"}) {
        QWebEngineUrlScheme scheme(name);
        scheme.setSyntax(QWebEngineUrlScheme::Syntax::Path);
        scheme.setFlags(QWebEngineUrlScheme::SecureScheme);
        QWebEngineUrlScheme::registerScheme(scheme);
    }
}

void MailSchemeHandler::setMail(QByteArray html, widgets::HtmlView::Loader loader)
{
    m_html = std::move(html);
    m_loader = std::move(loader);
}

static void replyWith(QWebEngineUrlRequestJob *job, const QByteArray &bytes, const QByteArray &type)
{
    auto *buffer = new QBuffer(job); // lives as long as the job
    buffer->setData(bytes);
    buffer->open(QIODevice::ReadOnly);
    job->reply(type, buffer);
}

void MailSchemeHandler::requestStarted(QWebEngineUrlRequestJob *job)
{
    const QUrl url = job->requestUrl();
    if (job->requestMethod() != "GET") {
        job->fail(QWebEngineUrlRequestJob::RequestDenied);
    } else if (url.scheme() == "qnmail"_L1) {
        replyWith(job, m_html, "text/html; charset=utf-8");
    } else if (m_loader) {
        QPointer<QWebEngineUrlRequestJob> guarded(job);
        m_loader(url.path(QUrl::FullyDecoded), [guarded](const QByteArray &bytes, const QString &type) {
            if (!guarded)
                return;
            if (type.startsWith("image/"_L1) && type != "image/svg+xml"_L1)
                replyWith(guarded, bytes, type.toLatin1());
            else
                guarded->fail(QWebEngineUrlRequestJob::UrlNotFound);
        });
    } else {
        job->fail(QWebEngineUrlRequestJob::UrlNotFound);
    }
}

void NetworkBlocker::interceptRequest(QWebEngineUrlRequestInfo &info)
{
    const QString scheme = info.requestUrl().scheme();
    if (scheme == "qnmail"_L1 || scheme == "cid"_L1 || scheme == "data"_L1)
        return;
    info.block(true);
    emit blocked();
}

QByteArray htmlForView(const QString &html, bool dark, const SearchHighlighter &highlighter)
{
    static const QRegularExpression dangerous(u"<(link|meta|base|script|iframe|frame|object|embed)(?=[\\s/>])[^>]*>"_s,
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression ownColours(
        u"bgcolor|background|color\\s*[:=]"_s, QRegularExpression::CaseInsensitiveOption);
    QString body = html;
    body.replace(dangerous, u"<!-- -->"_s);
    body = markMatches(body, highlighter);
    const bool darkPage = dark && !html.contains(ownColours);
    const QString colours = darkPage ? u"html{color-scheme:dark;background:#202628;color:#E9EEEF}a{color:#4FC3C9}"_s
                                     : u"html{color-scheme:light;background:#FFFFFF;color:#1B2326}a{color:#0E7C86}"_s;
    const QString head = u"<!DOCTYPE html><meta charset=\"utf-8\">"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src cid: data: http: https:; "
        "style-src 'unsafe-inline' http: https:; font-src data: http: https:; form-action 'none'; base-uri 'none'\">"
        "<meta http-equiv=\"x-dns-prefetch-control\" content=\"off\"><meta name=\"referrer\" content=\"no-referrer\">"
        "<style>%1 body{margin:0;padding:%2;overflow-wrap:anywhere;"
        "font:15px/1.6 system-ui,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif}"
        "html::-webkit-scrollbar{width:0;height:8px}html::-webkit-scrollbar-thumb{background:#9AA5A9;border-radius:4px}"
        "img{max-width:100%;height:auto}pre{white-space:pre-wrap}"
        "mark{background:%3;color:%4;border-radius:3px}"
        "blockquote{margin:8px 0;padding-left:12px;border-left:3px solid #9AA5A9}</style>"_s.arg(colours, dark && !darkPage ? u"16px 18px"_s : u"4px 2px"_s,
            darkPage ? u"#43380A"_s : u"#FFEAA6"_s, darkPage ? u"#E9EEEF"_s : u"#17202C"_s);
    return (head + body).toUtf8();
}

} // namespace qn::webview
