// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/completion.h"
#include "net/httpclient.h"

#include <QTimer>

class QNetworkAccessManager;
class QNetworkReply;

namespace qn::net {

class Inflater;
class OnceOnlyBody;

/// One request sent once, and its answer.
class Exchange final : public Completion
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Exchange)

public:
    Exchange(QNetworkAccessManager &manager, const HttpRequest &request);
    ~Exchange() override;

    void abort();
    void giveUp(); ///< ends it with Network, worth another try
    bool wasGivenUp() const { return m_wasGivenUp; }
    const Result<HttpResponse> &result() const { return m_result; }
    /// True where the server certainly has not seen the request.
    bool neverReached() const { return m_neverReached; }

private:
    void onReadyRead();
    void take(const QByteArray &bytes);
    bool isWhole() const;
    void onFinished();
    void stop(ErrorKind kind, const QString &detail);
    Result<HttpResponse> readResult();
    Result<HttpResponse> transportError() const;
    bool isAnswer() const;
    HttpResponse response() const;

    const qint64 m_maxBytes;
    QTimer m_progress;
    std::unique_ptr<OnceOnlyBody> m_body;
    std::unique_ptr<QNetworkReply> m_reply;
    std::unique_ptr<Inflater> m_inflater;
    QByteArray m_received; ///< as it came, or nothing where it is packed
    qint64 m_rawBytes = 0;
    QString m_tlsDetail;
    std::optional<Error> m_stopped;
    Result<HttpResponse> m_result;
    bool m_neverReached = false;
    bool m_wasGivenUp = false;
};

} // namespace qn::net
