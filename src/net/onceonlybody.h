// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIODevice>

namespace qn::net {

/// A request body that can be read once. QNetworkAccessManager silently sends a request again, POST or not, when the
/// connection closes before the answer; it cannot do that with a body that refuses to be rewound.
class OnceOnlyBody final : public QIODevice
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(OnceOnlyBody)

public:
    OnceOnlyBody(QByteArray bytes, QObject *parent);

    qint64 size() const override { return m_bytes.size(); }
    bool reset() override { return false; }
    bool seek(qint64 position) override;

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 writeData(const char *data, qint64 size) override;

private:
    QByteArray m_bytes;
    qint64 m_offset = 0;
};

} // namespace qn::net
