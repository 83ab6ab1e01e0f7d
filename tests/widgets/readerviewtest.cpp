// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/readerview.h"

#include "widgets/attachmentcard.h"
#include "widgets/inlinenotice.h"
#include "widgets/plaintextview.h"
#include "widgets/skeleton.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>

using namespace Qt::StringLiterals;
using namespace qn;
using namespace qn::widgets;

namespace {

/// Keeps every wheel turn to itself, as WebEngine does.
class GreedyWidget final : public QWidget
{
public:
    using QWidget::QWidget;

protected:
    void wheelEvent(QWheelEvent *event) override { event->accept(); }
};

class FakeHtmlView final : public HtmlView
{
public:
    explicit FakeHtmlView(QWidget *parent) : HtmlView(parent) { }
    void setCallbacks(Callbacks given) override { callbacks = std::move(given); }
    void showHtml(const QString &html, Loader loader, bool) override
    {
        shown = html;
        inlinePart = std::move(loader);
        if (!inner)
            inner = new GreedyWidget(this);
        inner->resize(600, 3000);
        inner->show();
        callbacks.heightChanged(3000);
    }
    void setHighlighter(const SearchHighlighter &) override { }
    void clear() override { shown.clear(); }

    Callbacks callbacks;
    QString shown;
    Loader inlinePart;
    QWidget *inner = nullptr;
};

class FakePlugin final : public WebViewPlugin
{
public:
    LoginDialog *createLoginDialog(QWidget *) override { return nullptr; }
    HtmlView *createHtmlView(QWidget *parent) override { return view = new FakeHtmlView(parent); }
    SitePage *createSitePage(QWidget *) override { return nullptr; }
    FakeHtmlView *view = nullptr;
};

MessageHeader header()
{
    MessageHeader header;
    header.from = {u"Ann"_s, u"ann@example.com"_s};
    header.to = {{u"Bob"_s, u"bob@example.com"_s}};
    header.subject = u"Plan"_s;
    header.date = QDateTime::currentDateTimeUtc();
    return header;
}

} // namespace

class ReaderViewTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<ReaderView> m_view;
    FakePlugin m_plugin;

    template <typename W> bool shows()
    {
        const auto *part = m_view->findChild<W *>();
        return part && part->isVisible();
    }

private slots:
    void initTestCase() { applyTheme(*qApp, ThemeMode::Light); }
    void init()
    {
        m_view = std::make_unique<ReaderView>();
        m_view->setWebView([this] { return &m_plugin; });
        m_view->resize(700, 500);
        m_view->show();
    }
    void cleanup() { m_view.reset(); }

    void aBodyTakesTheSkeletonsPlace()
    {
        m_view->showHeader(header());
        QVERIFY(shows<Skeleton>());
        m_view->showBody({u"Hello"_s, {}, {}}, {});
        QVERIFY(!shows<Skeleton>());
        QVERIFY(shows<PlainTextView>());
        QVERIFY(!m_view->showsHtml());
    }

    void htmlGoesToThePlugin()
    {
        m_view->showHeader(header());
        m_view->showBody({u"plain"_s, u"<p>rich</p>"_s, {}}, {});
        QVERIFY(m_view->showsHtml());
        QVERIFY(!shows<PlainTextView>());
        QCOMPARE(m_plugin.view->shown, u"<p>rich</p>"_s);
    }

    void withoutThePluginHtmlIsText()
    {
        m_view->setWebView([]() -> WebViewPlugin * { return nullptr; });
        m_view->showHeader(header());
        m_view->showBody({{}, u"<p>rich</p>"_s, {}}, {});
        QVERIFY(!m_view->showsHtml());
        QCOMPARE(m_view->findChild<PlainTextView *>()->toPlainText(), u"rich"_s);
    }

    void theWheelScrollsOverHtml()
    {
        m_view->showHeader(header());
        m_view->showBody({{}, u"<p>long</p>"_s, {}}, {});
        QTRY_VERIFY(m_view->verticalScrollBar()->maximum() > 1000);
        QWidget *inner = m_plugin.view->inner;
        QWheelEvent wheel(QPointF(10, 10), inner->mapToGlobal(QPointF(10, 10)), {}, QPoint(0, -240), Qt::NoButton, Qt::NoModifier,
            Qt::NoScrollPhase, false);
        QApplication::sendEvent(inner, &wheel);
        QVERIFY(m_view->verticalScrollBar()->value() > 0);
        QTest::keyClick(inner, Qt::Key_End);
        QCOMPARE(m_view->verticalScrollBar()->value(), m_view->verticalScrollBar()->maximum());
    }

    void blockedContentIsSaid()
    {
        m_view->showHeader(header());
        m_view->showBody({{}, u"<img src=http://x>"_s, {}}, {});
        m_plugin.view->callbacks.blockedRemoteContent();
        QVERIFY(shows<InlineNotice>());
        m_view->showHeader(header());
        QVERIFY(!shows<InlineNotice>());
    }

    void anErrorOffersAnotherTry()
    {
        m_view->showHeader(header());
        m_view->showError({ErrorKind::Network, {}, ErrorReason::None, 0, {}});
        QVERIFY(!shows<Skeleton>());
        QSignalSpy spy(m_view.get(), &ReaderView::retryRequested);
        m_view->findChild<InlineNotice *>()->findChild<QPushButton *>()->click();
        QCOMPARE(spy.size(), 1);
    }

    void attachmentsAreCardsButNotThoseInsideTheHtml()
    {
        Attachment file{u"2"_s, u"a.pdf"_s, u"application/pdf"_s, {}, 1000, false, {}};
        Attachment picture{u"3"_s, u"b.png"_s, u"image/png"_s, u"b@x"_s, 1000, true, {}};
        m_view->showHeader(header());
        m_view->showBody({{}, u"<img src=cid:b@x>"_s, {file, picture}}, {});
        QVERIFY(m_view->cardOf(u"2"_s));
        QVERIFY(!m_view->cardOf(u"3"_s));
        QSignalSpy spy(m_view.get(), &ReaderView::openRequested);
        m_view->cardOf(u"2"_s)->click();
        QCOMPARE(spy.size(), 1);
        m_view->showBody({u"text only"_s, {}, {file, picture}}, {});
        QVERIFY(m_view->cardOf(u"3"_s));
    }

    void whatIsBeingFetchedCanBeStopped()
    {
        m_view->showHeader(header());
        m_view->showBody({u"text"_s, {}, {{u"2"_s, u"a.pdf"_s, u"application/pdf"_s, {}, 1000, false, {}}}}, {});
        AttachmentCard *card = m_view->cardOf(u"2"_s);
        auto *button = card->findChild<QToolButton *>();
        QSignalSpy opened(card, &AttachmentCard::openRequested), saved(card, &AttachmentCard::saveRequested),
            stopped(card, &AttachmentCard::cancelRequested);
        const QImage before = card->grab().toImage();
        card->setBusy(true);
        const QImage busy = card->grab().toImage();
        QVERIFY(busy != before);
        card->setFetched(500);
        QVERIFY(card->grab().toImage() != busy);
        card->click();
        button->click();
        QCOMPARE(opened.size(), 0);
        QCOMPARE(saved.size(), 0);
        QCOMPARE(stopped.size(), 1);
        QVERIFY(button->accessibleName().contains(u"a.pdf"_s));
        card->setBusy(false);
        QVERIFY(card->grab().toImage() == before);
        button->click();
        QCOMPARE(saved.size(), 1);
        QCOMPARE(stopped.size(), 1);
    }
};

QTEST_MAIN(ReaderViewTest)
#include "readerviewtest.moc"
