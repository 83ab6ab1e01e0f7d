// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/lazyservices.h"

#include "app/gui/plugins.h"
#include "app/servicesplugin.h"

namespace qn::app {

using namespace Qt::StringLiterals;

static tl::unexpected<Error> noPlugin()
{
    return fail(ErrorKind::Unsupported, u"the plugin qingniao_services was not found"_s);
}

static backend::Task<void> refused()
{
    co_return Result<void>(noPlugin());
}

LazyServices::LazyServices(QString dataDir, const Clock &clock) : m_dataDir(std::move(dataDir)), m_clock(clock) { }

LazyServices::~LazyServices() = default;

backend::AccountServices *LazyServices::services()
{
    if (!m_services) {
        if (ServicesPlugin *plugin = servicesPlugin())
            m_services = plugin->makeServices(m_dataDir, m_clock);
    }
    return m_services.get();
}

std::unique_ptr<backend::MailBackend> LazyServices::makeBackend(const Account &account)
{
    if (account.kind == AccountKind::Local) // needs no plugin to have none
        return nullptr;
    return services() ? services()->makeBackend(account) : nullptr;
}

std::unique_ptr<backend::SignIn> LazyServices::makeSignIn(const Account &account)
{
    return services() ? services()->makeSignIn(account) : nullptr;
}

backend::Task<void> LazyServices::storeSecret(Account account, QString name, QByteArray value)
{
    return services() ? services()->storeSecret(account, name, value) : refused();
}

backend::Task<void> LazyServices::forget(Account account)
{
    return services() ? services()->forget(account) : refused();
}

backend::Task<Account> LazyServices::suggest(QString address, bool askDomain)
{
    return services() ? services()->suggest(address, askDomain) : AccountServices::suggest(address, askDomain);
}

void LazyServices::watchNetwork(QObject *context, std::function<void(bool isOnline, bool isMetered)> told)
{
    if (services())
        services()->watchNetwork(context, std::move(told));
}

session::Session::Options LazyServices::sessionOptions(const QString &dataDir)
{
    session::Session::Options options;
    options.dataDir = dataDir;
    options.parseMessage = [](const MessageSource &source) {
        ServicesPlugin *plugin = servicesPlugin();
        return plugin ? plugin->parseMessage(source) : Result<Message>(noPlugin());
    };
    options.decodeAttachment = [](const MessageSource &source, const QString &partId) {
        ServicesPlugin *plugin = servicesPlugin();
        return plugin ? plugin->attachmentContent(source, partId) : Result<QByteArray>(noPlugin());
    };
    return options;
}

} // namespace qn::app
