// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/accountservices.h"
#include "core/clock.h"
#include "core/message.h"
#include "core/messagesource.h"

#include <QtPlugin>

#include <functional>
#include <memory>

namespace qn::app {

// As with the WebEngine plugin, program and plugin share plain C++ interfaces: what has a Q_OBJECT exists on both sides, so no
// signal of one side may be connected on the other, and nothing may be cast by its meta object.

/// Later starts reach this instance as long as it lives. Lives on the interface thread.
class InstanceListener
{
public:
    virtual ~InstanceListener() = default;
};

/// Everything that the first paint does without: network, keychain, MIME, the built-in server and the socket between two
/// instances. A plugin (qingniao_services) that is loaded when first needed. Thread-safe.
class ServicesPlugin
{
public:
    virtual ~ServicesPlugin() = default;
    virtual std::unique_ptr<backend::AccountServices> makeServices(const QString &dataDir, const Clock &clock) = 0;
    virtual Result<Message> parseMessage(const MessageSource &source) = 0;
    virtual Result<QByteArray> attachmentContent(const MessageSource &source, const QString &partId) = 0;
    /// Null where another instance listens already. `requested` is called with the mailto: address, empty: raise the window.
    virtual std::unique_ptr<InstanceListener> listen(
        const QString &dataDir, std::function<void(const QString &mailto)> requested) = 0;
    /// Hands a start over to the instance that listens. False where none does.
    virtual bool handOver(const QString &dataDir, const QString &mailto) = 0;
};

} // namespace qn::app

#define QN_SERVICES_IID "qingniao.ServicesPlugin/1"
Q_DECLARE_INTERFACE(qn::app::ServicesPlugin, QN_SERVICES_IID)
