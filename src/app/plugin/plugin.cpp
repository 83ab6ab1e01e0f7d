// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/instancesocket.h"
#include "app/services.h"
#include "app/servicesplugin.h"
#include "mime/messageparser.h"

namespace qn::app {

class Plugin final : public QObject, public ServicesPlugin
{
    Q_OBJECT
    Q_PLUGIN_METADATA(IID QN_SERVICES_IID)
    Q_INTERFACES(qn::app::ServicesPlugin)
    Q_DISABLE_COPY_MOVE(Plugin)

public:
    Plugin() = default;

    std::unique_ptr<backend::AccountServices> makeServices(const QString &dataDir, const Clock &clock) override
    {
        return std::make_unique<Services>(dataDir, clock);
    }

    Result<Message> parseMessage(const MessageSource &source) override { return mime::parseMessage(source); }

    Result<QByteArray> attachmentContent(const MessageSource &source, const QString &partId) override
    {
        return mime::attachmentContent(source, partId);
    }

    std::unique_ptr<InstanceListener> listen(
        const QString &dataDir, std::function<void(const QString &)> requested) override
    {
        auto socket = std::make_unique<InstanceSocket>(dataDir, std::move(requested));
        return socket->listen() ? std::move(socket) : nullptr;
    }

    bool handOver(const QString &dataDir, const QString &mailto) override
    {
        return InstanceSocket::handOver(dataDir, mailto);
    }
};

} // namespace qn::app

#include "plugin.moc"
