// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/imap/connection.h"

namespace qn::imap {

class ResponseParser;

/// What the server has said of itself in this connection.
struct Session
{
    QSet<QByteArray> capabilities; ///< upper case
    bool utf8 = false;
    bool qresync = false;
    bool isQQ = false;
    /// Takes up CAPABILITY and ENABLED wherever they come.
    void note(const Response &response);
    CommandText::Literals literals() const;
};

/// From the first byte to a logged-in connection. Nothing is pipelined before the login: each answer is waited for.
class Handshake final
{
    Q_DISABLE_COPY_MOVE(Handshake)

public:
    Handshake(net::LineChannel &channel, ResponseParser &parser, const net::Endpoint &endpoint,
        auth::CredentialSource &credentials, const Connection::Options &options)
        : m_channel(channel)
        , m_parser(parser)
        , m_endpoint(endpoint)
        , m_credentials(credentials)
        , m_options(options)
    {
    }
    /// Errors: as Connection::open().
    QCoro::Task<Result<void>> run();
    const Session &session() const { return m_session; }

private:
    template <typename T>
    using Task = QCoro::Task<Result<T>>;

    Task<void> greet();
    Task<void> startTls();
    Task<void> learnCapabilities();
    Task<void> login();
    Task<void> loginOnce(auth::Credentials credentials);
    Task<void> introduce();
    Task<void> compress();
    /// A command on its way.
    struct Asked
    {
        QByteArray tag;
        CommandText command;
        qsizetype sent = 0; ///< pieces
    };
    Asked begin(CommandText command);
    void send(Asked &asked); ///< what may go now
    /// NO and BAD are answers here. Of several commands each in its turn.
    Task<Response> answerTo(Asked asked);
    Task<void> answersTo(QList<Asked> all);
    Task<Response> ask(CommandText command);
    CommandText idCommand() const;
    std::optional<CommandText> enableCommand() const;
    Task<Response> nextResponse();

    net::LineChannel &m_channel;
    ResponseParser &m_parser;
    const net::Endpoint &m_endpoint;
    auth::CredentialSource &m_credentials;
    const Connection::Options &m_options;
    Session m_session;
    int m_lastTag = 0;
    QHash<QByteArray, Response> m_early; ///< answers to commands whose turn has not come, by tag
    bool m_preauthenticated = false;
    bool m_toldAtLogin = false; ///< the answer to the login has told what the server can do
};

} // namespace qn::imap
