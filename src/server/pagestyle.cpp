// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/pagestyle.h"

namespace qn::server {

const QByteArray &pageStyle()
{
    static const QByteArray style = R"css(
:root{--accent:#0e7c86;--hover:#0b6972;--on:#fff;--tint:#e3f2f3;--surface:#f3f6f7;--card:#fff;--border:#dbe2e5;--text:#172125;--second:#536369;--danger:#b3261e}
@media (prefers-color-scheme:dark){:root{--accent:#4fc3c9;--hover:#6ed0d5;--on:#06292c;--tint:#19393c;--surface:#14191b;--card:#1d2427;--border:#333e42;--text:#e7eced;--second:#a3b0b5;--danger:#f2b8b5}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:flex;flex-direction:column;align-items:center;justify-content:center;padding:16px;background:var(--surface);color:var(--text);font:15px/1.6 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
main{width:100%;max-width:416px;background:var(--card);border:1px solid var(--border);border-radius:16px;padding:28px 32px;box-shadow:0 8px 32px rgba(8,32,40,.08)}
svg{display:block;width:56px;height:56px;margin:0 0 16px}
.bird{fill:var(--accent)}.wing{fill:var(--hover)}.letter{fill:var(--card);stroke:var(--accent);stroke-width:2;stroke-linejoin:round}.eye{fill:var(--card)}
h1{font-size:24px;line-height:1.3;font-weight:600;margin:0 0 4px}
.intro{color:var(--second);margin:0 0 16px}
.account{display:flex;align-items:center;gap:12px;border:1px solid var(--border);border-radius:8px;padding:12px 16px;margin:16px 0;color:var(--second);font-size:14px;line-height:1.45;overflow-wrap:anywhere}
.account b{color:var(--text);font-size:15px;font-weight:600}
.avatar{flex:none;width:40px;height:40px;border-radius:50%;display:grid;place-items:center;background:var(--tint);color:var(--accent);font-weight:600}
ul{list-style:none;margin:0 0 16px;padding:0}
li{position:relative;padding:4px 0 4px 32px}
li::before{content:"";position:absolute;left:4px;top:9px;width:12px;height:6px;border:solid var(--accent);border-width:0 0 2px 2px;transform:rotate(-45deg)}
.note{color:var(--second);font-size:13px;margin:0}
label{display:block;font-size:14px;color:var(--second)}
input[type=password],input[type=text]{display:block;width:100%;margin-top:4px;padding:9px 12px;font:inherit;color:var(--text);background:var(--surface);border:1px solid var(--border);border-radius:8px}
label+.note{margin-top:8px}
.wrong{color:var(--danger);font-size:14px;margin:8px 0 0}
.buttons{display:flex;flex-direction:row-reverse;gap:8px;margin-top:24px}
button{font:inherit;font-weight:500;min-width:96px;padding:9px 20px;border-radius:8px;border:1px solid var(--border);background:transparent;color:var(--text);cursor:pointer}
button:hover{background:var(--surface)}
button.primary{background:var(--accent);border-color:var(--accent);color:var(--on)}
button.primary:hover{background:var(--hover);border-color:var(--hover)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.foot{color:var(--second);font-size:12px;margin:16px 0 0;text-align:center}
)css";
    return style;
}

const QByteArray &pageEmblem()
{
    static const QByteArray emblem =
        R"svg(<svg viewBox="0 0 56 56" aria-hidden="true"><path class="bird" d="M6 20c5 0 9 2 12 5 1-9 8-16 17-16 5 0 9 2 11 6l6 1-5 4c0 14-9 23-21 23-7 0-13-3-16-8l-6 6c-2-3-2-6 0-9l3-3c-2-2-3-5-1-9z"/><path class="wing" d="M17 29c7 1 14-1 19-7 1 9-4 15-11 15-4 0-7-3-8-8z"/><circle class="eye" cx="40" cy="17" r="1.8"/><path class="letter" d="M32 38h19v13H32zM32 38l9.500 7.500L51 38"/></svg>)svg";
    return emblem;
}

} // namespace qn::server
