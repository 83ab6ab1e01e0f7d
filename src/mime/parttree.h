// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/messagesource.h"

#include <QList>

#include <memory>

namespace qn::mime {

struct HeaderBlock;

/// A leaf of the MIME tree, or a multipart with its children. Contents are decoded when asked for.
class Part
{
public:
    virtual ~Part() = default;
    virtual bool isMultipart() const = 0;
    virtual QByteArray type() const = 0; ///< "text/plain", lower case
    virtual QByteArray rawHeader(const char *name) const = 0; ///< undecoded, empty if absent
    virtual QList<std::shared_ptr<Part>> children() const = 0; ///< of a multipart, at most 10,000
    virtual QByteArray content() const = 0; ///< transfer encoding removed
    virtual qint64 contentSize() const = 0; ///< of content(), without keeping it
};

/// GMime wants to be set up once before any of its functions is used. Thread-safe.
void initialiseGMime();

/// The MIME tree of a message as GMime reads it; null where the source is too expensive to read (see parseMessage()).
/// `header` is splitHeader() of the source. Of a source in a file no more is in memory than what a part's content() gives; the parts
/// keep the file open.
std::shared_ptr<Part> readParts(const MessageSource &source, const HeaderBlock &header);

/// All of a source, in memory; empty where the file cannot be read.
QByteArray wholeSource(const MessageSource &source);

} // namespace qn::mime
