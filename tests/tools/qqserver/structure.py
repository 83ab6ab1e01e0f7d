# SPDX-License-Identifier: GPL-3.0-or-later
"""ENVELOPE, BODYSTRUCTURE and sections of a message, right and as QQ writes them."""
import email
import email.header
import email.policy
import email.utils
import re


class Part:
    """A part's bytes as they stand in the message: `fields` reads its header, `header` ends with the blank line."""

    def __init__(self, source, default="text/plain"):
        end = 0 if source.startswith(b"\r\n") else source.find(b"\r\n\r\n") + 2
        self.header, self.body = (source[:end + 2], source[end + 2:]) if end != 1 else (source, b"")
        self.fields = email.message_from_bytes(self.header, policy=email.policy.compat32)
        self.fields.set_default_type(default)
        self.children = []
        if self.fields.get_content_maintype() == "multipart":
            boundary = re.escape((self.fields.get_boundary() or "").encode("utf-8", "surrogateescape"))
            pieces = re.split(rb"(?:^|\r\n)--" + boundary + rb"(--)?[ \t]*(?=\r\n|$)", self.body)
            inner = "message/rfc822" if self.fields.get_content_subtype() == "digest" else "text/plain"
            for text, ends in zip(pieces[2::2], pieces[1::2]):
                if ends:
                    break
                self.children.append(Part(text[2:], inner))


def tree(message):
    if message.tree is None:
        message.tree = Part(message.source())
    return message.tree


def quoted(text):
    if text is None:
        return b"NIL"
    if isinstance(text, str):
        text = text.encode("utf-8", "surrogateescape")
    return b'"' + re.sub(rb"[\r\n\0]+\s*", b" ", text).replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


def raw(part, name):
    value = part.fields.get(name)
    return None if value is None else str(value)


def decoded_gbk(text):
    if text is None:
        return None
    words = email.header.decode_header(text)
    return b"".join(w if isinstance(w, bytes) and c is None else
                    (w.decode(c or "ascii", "replace") if isinstance(w, bytes) else w).encode("gb18030") for w, c in words)


def addresses(part, name, odd):
    pairs = email.utils.getaddresses([raw(part, name) or ""])
    out = b""
    for display, address in pairs:
        local, _, host = address.rpartition("@")
        if odd:
            out += b"(" + quoted(decoded_gbk(display) or local) + b" NIL " + quoted(local) + b' "' + host.encode() + b'\\")'
        else:
            out += b"(" + quoted(display or None) + b" NIL " + quoted(local) + b" " + quoted(host) + b")"
    return b"(" + out + b")" if out else b"NIL"


def envelope(message, odd):
    part = tree(message)
    subject = decoded_gbk(raw(part, "Subject")) if odd else raw(part, "Subject")
    fields = [quoted(raw(part, "Date")), quoted(subject)]
    for name in ("From", "Sender", "Reply-To", "To", "Cc", "Bcc"):
        source = "From" if name in ("Sender", "Reply-To") and part.fields.get(name) is None else name
        fields.append(addresses(part, source, odd))
    fields += [quoted(raw(part, "In-Reply-To")), quoted(raw(part, "Message-ID"))]
    if odd and message.uid % 3 == 0:
        del fields[7]  # no Bcc: the fields behind it move up
    return b"(" + b" ".join(fields) + b")"


def parameters(pairs):
    flat = [quoted(text if isinstance(text, str) else email.utils.collapse_rfc2231_value(text)) for pair in pairs or [] for text in pair]
    return b"(" + b" ".join(flat) + b")" if flat else b"NIL"


def structure(part, odd):
    kind, subtype = part.fields.get_content_maintype(), part.fields.get_content_subtype()
    type_parameters = parameters((part.fields.get_params() or [])[1:])
    if part.children:
        children = b"" if odd else b"".join(structure(child, False) for child in part.children)
        return b"(" + children + b" " + quoted(subtype) + b" " + type_parameters + b" NIL NIL)"
    fields = [quoted(kind), quoted(subtype), type_parameters, quoted(raw(part, "Content-ID")), b"NIL",
              quoted(raw(part, "Content-Transfer-Encoding") or "7bit"), b"%d" % len(part.body)]
    if kind == "text":
        fields.append(b"%d" % part.body.count(b"\n"))
    disposition = raw(part, "Content-Disposition")
    shown = b"NIL"
    if disposition:
        pairs = part.fields.get_params(header="content-disposition")
        shown = b"(" + quoted(pairs[0][0]) + b" " + parameters(pairs[1:]) + b")"
    return b"(" + b" ".join(fields + [b"NIL", shown, b"NIL", b"NIL"]) + b")"


def section(message, name, odd_fields):
    """The bytes of BODY[name]; None where there is no such part."""
    upper = name.upper()
    if upper == "":
        return message.source()
    if upper == "HEADER":
        return message.header()
    if upper == "TEXT":
        return message.source()[len(message.header()):]
    if upper.startswith("HEADER.FIELDS"):
        if odd_fields:
            return b""
        wanted = re.search(r"\((.*)\)", upper).group(1).replace('"', "").split()
        fields = re.findall(rb"[^\r\n]+\r\n(?:[ \t][^\r\n]*\r\n)*", message.header())
        excluded = ".NOT" in upper
        keep = [f for f in fields if (f.split(b":")[0].decode("latin-1").upper() in wanted) != excluded]
        return b"".join(keep) + b"\r\n"
    part, rest = tree(message), upper.split(".")
    while rest and rest[0].isdigit():
        number = int(rest.pop(0))
        if part.children:
            if not 0 < number <= len(part.children):
                return None
            part = part.children[number - 1]
        elif number != 1:
            return None
    return part.header if rest and rest[0] in ("MIME", "HEADER") else part.body
