// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "auth/credentials.h"
#include "backend/imap/commandtext.h"
#include "backend/imap/response.h"
#include "core/result.h"
#include "net/linechannel.h"

#include <QCoroTask>
#include <QObject>
#include <QSet>

#include <functional>
#include <memory>

namespace qn::imap {

/// What the tagged answer of a command said, and the untagged ones that came while it was under way, in order.
struct Answer
{
    Response status; ///< the tagged answer; name OK
    QList<Response> untagged; ///< without those that a sink took
};

/// An IMAP connection: greeting, TLS, login, then commands, pipelined. Lives on the engine thread. Nothing here knows of folders' contents;
/// unsolicited answers go to the signal. Errors of commands: Authorization (login refused), Server (NO), Parameter (BAD), Unsupported,
/// Network, Timeout (the watchdog: some servers never answer an unknown command), Protocol, Tls, Canceled. Error::code is 0 and Error::detail has
/// the server's own words for NO and BAD, decoded (UTF-8, else GB18030), without any mail text.
class Connection final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Connection)

public:
    struct Options
    {
        net::LineChannel::Options channel;
        std::chrono::milliseconds watchdog{60'000}; ///< no whole answer and next to no bytes for so long while a command waits
        bool compress = true; ///< COMPRESS=DEFLATE where offered and the line is not this machine's
        QByteArray clientName = "Qingniao", clientVersion = "0.1"; ///< ID (RFC 2971), which 163.com wants after the login
    };
    /// Takes an untagged answer (true) while its command is under way, so that a long FETCH needs no memory. Of several commands that are under way
    /// at a time each must take its own only: servers may answer them in any order.
    using Sink = std::function<bool(Response &)>;

    Connection(net::Endpoint endpoint, auth::CredentialSource &credentials, Options options, QObject *parent = nullptr);
    ~Connection() override;

    /// Greeting, STARTTLS (never skipped), CAPABILITY, login by the best mechanism offered, CAPABILITY again (the one in the login's answer
    /// may be wrong), ID, ENABLE, COMPRESS. PREAUTH on a line that should use STARTTLS is refused.
    QCoro::Task<Result<void>> open();
    bool isOpen() const;

    /// Sends a command and waits for its tagged answer. Several may wait at a time; they are pipelined, except where one needs a
    /// synchronizing literal or says so. A NO or BAD is an error.
    QCoro::Task<Result<Answer>> run(CommandText command, Sink sink = {});
    /// IDLE (RFC 2177) until an untagged answer came, endIdle() was called or `longest` passed. The server is asked nothing meanwhile.
    QCoro::Task<Result<void>> idle(std::chrono::milliseconds longest);
    void endIdle();

    bool has(QByteArrayView capability) const; ///< upper case, e.g. "UIDPLUS", "AUTH=PLAIN"
    /// Of a capability that stands as NAME=number; -1: not there.
    qint64 limit(QByteArrayView name) const;
    bool utf8() const; ///< UTF8=ACCEPT was enabled
    bool qresync() const; ///< QRESYNC was enabled
    bool isQQ() const; ///< greeting or host of Tencent's servers

    /// Gives the connection up as one that the network has ended: what is under way fails with Network.
    void drop();
    void abort(); ///< ends all that is under way with Canceled and closes
    QCoro::Task<> close(); ///< LOGOUT, politely, briefly

signals:
    void unsolicited(const qn::imap::Response &response); ///< an untagged answer that no command's sink took
    void closed(const qn::Error &error); ///< the server or the network ended the connection

private:
    class Private;
    std::shared_ptr<Private> d; ///< its reading may end later
};

} // namespace qn::imap
