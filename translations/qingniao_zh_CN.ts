<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AccountSettingsDialog</name>
    <message>
        <source>Accounts</source>
        <translation>账号</translation>
    </message>
    <message>
        <source>Add Account…</source>
        <translation>添加账号…</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>名称(&amp;N)</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Email</source>
        <translation>邮箱</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>服务器</translation>
    </message>
    <message>
        <source>Sign In Again</source>
        <translation>重新登录</translation>
    </message>
    <message>
        <source>Remove Account…</source>
        <translation>移除账号…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Applications</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>Trusted</source>
        <translation>已信任</translation>
    </message>
    <message>
        <source>&amp;Keep all mail on this computer</source>
        <translation>在本机保留全部邮件(&amp;K)</translation>
    </message>
</context>
<context>
    <name>AddAccountDialog</name>
    <message>
        <source>Add an account</source>
        <translation>添加账号</translation>
    </message>
    <message>
        <source>Qingniao reads and sends your mail through the QQ Mail Open API. The client ID and secret come from the open platform, where your application is registered.</source>
        <translation>青鸟通过 QQ 邮箱开放接口收发邮件。Client ID 和 Client Secret 来自你注册应用的开放平台。</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>名称(&amp;N)</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Work, private…</source>
        <translation>工作、个人…</translation>
    </message>
    <message>
        <source>Ser&amp;ver</source>
        <translation>服务器(&amp;V)</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>服务器</translation>
    </message>
    <message>
        <source>&amp;Client ID</source>
        <translation>&amp;Client ID</translation>
    </message>
    <message>
        <source>Client ID</source>
        <translation>Client ID</translation>
    </message>
    <message>
        <source>Client &amp;secret</source>
        <translation>Client &amp;Secret</translation>
    </message>
    <message>
        <source>Client secret</source>
        <translation>Client Secret</translation>
    </message>
    <message>
        <source>&amp;Redirect address</source>
        <translation>回调地址(&amp;R)</translation>
    </message>
    <message>
        <source>Redirect address</source>
        <translation>回调地址</translation>
    </message>
    <message>
        <source>The secret is kept in the keychain of this computer and nowhere else.</source>
        <translation>Client Secret 只保存在本机的钥匙串中，别处一概不存。</translation>
    </message>
</context>
<context>
    <name>ComposeWindow</name>
    <message>
        <source>From</source>
        <translation>发件人</translation>
    </message>
    <message>
        <source>To</source>
        <translation>收件人</translation>
    </message>
    <message>
        <source>Cc</source>
        <translation>抄送</translation>
    </message>
    <message>
        <source>Bcc</source>
        <translation>密送</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Text of the mail</source>
        <translation>正文</translation>
    </message>
    <message>
        <source>Attach</source>
        <translation>附件</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>Picture %1.png</source>
        <translation>图片 %1.png</translation>
    </message>
</context>
<context>
    <name>ContactEditDialog</name>
    <message>
        <source>&amp;Name</source>
        <translation>名称(&amp;N)</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>&amp;Email</source>
        <translation>邮箱(&amp;E)</translation>
    </message>
    <message>
        <source>Email</source>
        <translation>邮箱</translation>
    </message>
    <message>
        <source>&amp;Phone</source>
        <translation>电话(&amp;P)</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>电话</translation>
    </message>
    <message>
        <source>N&amp;ote</source>
        <translation>备注(&amp;O)</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
</context>
<context>
    <name>ContactsWindow</name>
    <message>
        <source>Search contacts</source>
        <translation>搜索联系人</translation>
    </message>
    <message>
        <source>New Contact</source>
        <translation>新建联系人</translation>
    </message>
    <message>
        <source>New contact</source>
        <translation>新建联系人</translation>
    </message>
    <message>
        <source>Contacts</source>
        <translation>通讯录</translation>
    </message>
    <message>
        <source>Write</source>
        <translation>写信</translation>
    </message>
    <message>
        <source>Copy Address</source>
        <translation>复制地址</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Email</source>
        <translation>邮箱</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>电话</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>账号</translation>
    </message>
</context>
<context>
    <name>Error</name>
    <message>
        <source>Access was not granted</source>
        <translation>没有得到授权</translation>
    </message>
    <message>
        <source>You declined on the sign-in page. Sign in again and allow access when asked.</source>
        <translation>你在登录页上拒绝了授权。请重新登录，并在询问时同意。</translation>
    </message>
    <message>
        <source>The server did not accept this sign-in</source>
        <translation>服务器没有接受这次登录</translation>
    </message>
    <message>
        <source>The permission was used up or withdrawn. Please sign in again.</source>
        <translation>授权已失效或被撤销，请重新登录。</translation>
    </message>
    <message>
        <source>The sign-in took too long</source>
        <translation>登录用时过长</translation>
    </message>
    <message>
        <source>Its code is no longer valid. Please start again.</source>
        <translation>授权码已过期，请重新开始。</translation>
    </message>
    <message>
        <source>The server does not know this client</source>
        <translation>服务器不认识这个应用</translation>
    </message>
    <message>
        <source>Check the client ID and the client secret in the account settings.</source>
        <translation>请在账号设置中检查 Client ID 和 Client Secret。</translation>
    </message>
    <message>
        <source>The redirect address does not match</source>
        <translation>回调地址不一致</translation>
    </message>
    <message>
        <source>It must be exactly the one registered at the open platform.</source>
        <translation>它必须与开放平台上登记的完全相同。</translation>
    </message>
    <message>
        <source>The server does not offer what was asked for</source>
        <translation>服务器不提供所请求的权限</translation>
    </message>
    <message>
        <source>Check which permissions this application has at the open platform.</source>
        <translation>请在开放平台上查看这个应用拥有哪些权限。</translation>
    </message>
    <message>
        <source>This answer belongs to another sign-in</source>
        <translation>这个回应属于另一次登录</translation>
    </message>
    <message>
        <source>For your safety it was not used. Please sign in again.</source>
        <translation>为安全起见没有采用，请重新登录。</translation>
    </message>
    <message>
        <source>Your sign-in has expired</source>
        <translation>登录已过期</translation>
    </message>
    <message>
        <source>Sign in again to go on. Everything you wrote is still here.</source>
        <translation>请重新登录后继续，你写的内容都还在。</translation>
    </message>
    <message>
        <source>This client may not sign in like this</source>
        <translation>这个应用不能以这种方式登录</translation>
    </message>
    <message>
        <source>Check at the open platform whether the application is online and allowed to do this.</source>
        <translation>请在开放平台上查看应用是否已上线并获准这样登录。</translation>
    </message>
    <message>
        <source>The server did not understand the sign-in</source>
        <translation>服务器看不懂这次登录请求</translation>
    </message>
    <message>
        <source>Check the addresses and the client ID in the account settings.</source>
        <translation>请在账号设置中检查地址和 Client ID。</translation>
    </message>
    <message>
        <source>This server does not offer this way of signing in</source>
        <translation>这个服务器不提供这种登录方式</translation>
    </message>
    <message>
        <source>Check the server address, or ask its operator.</source>
        <translation>请检查服务器地址，或询问其管理者。</translation>
    </message>
    <message>
        <source>The server refused the sign-in</source>
        <translation>服务器拒绝了登录</translation>
    </message>
    <message>
        <source>It gave a reason that this program does not know; see the details.</source>
        <translation>它给出的原因本程序不认识，请查看详情。</translation>
    </message>
    <message>
        <source>The server&apos;s answer could not be read</source>
        <translation>服务器的回应无法读取</translation>
    </message>
    <message>
        <source>It is not in the expected format. Check the server address, or try again later.</source>
        <translation>格式与预期不符。请检查服务器地址，或稍后再试。</translation>
    </message>
    <message>
        <source>A web page came instead of mail</source>
        <translation>收到的是网页而不是邮件</translation>
    </message>
    <message>
        <source>A network sign-in page or a proxy may be in between. Open a website once, then try again.</source>
        <translation>中间可能有上网认证页或代理。请先打开任意网页，再试一次。</translation>
    </message>
    <message>
        <source>The answer was cut off</source>
        <translation>回应被中途切断</translation>
    </message>
    <message>
        <source>Your mail here is unchanged. Try again.</source>
        <translation>本机的邮件没有变化，请再试一次。</translation>
    </message>
    <message>
        <source>The server&apos;s answer does not make sense</source>
        <translation>服务器的回应不合情理</translation>
    </message>
    <message>
        <source>Some of its fields are of an unexpected kind. Your mail here is unchanged.</source>
        <translation>其中有些内容的类型不对。本机的邮件没有变化。</translation>
    </message>
    <message>
        <source>The disk is full</source>
        <translation>磁盘已满</translation>
    </message>
    <message>
        <source>Free some space, then try again.</source>
        <translation>请腾出一些空间，再试一次。</translation>
    </message>
    <message>
        <source>The mailbox on this computer is busy</source>
        <translation>本机邮箱正忙</translation>
    </message>
    <message>
        <source>Another program is using it. Wait a moment and try again.</source>
        <translation>另一个程序正在使用它，请稍等片刻再试。</translation>
    </message>
    <message>
        <source>The mailbox on this computer is damaged</source>
        <translation>本机邮箱已损坏</translation>
    </message>
    <message>
        <source>Your mail on the server is safe. Restore a backup, or start with a new data folder.</source>
        <translation>服务器上的邮件是安全的。请恢复备份，或换用新的数据文件夹。</translation>
    </message>
    <message>
        <source>This mailbox was made by a newer version</source>
        <translation>这个邮箱由更新的版本创建</translation>
    </message>
    <message>
        <source>Nothing was changed. Please update Qingniao.</source>
        <translation>没有做任何改动，请更新青鸟。</translation>
    </message>
    <message>
        <source>This computer has no keychain</source>
        <translation>本机没有钥匙串</translation>
    </message>
    <message>
        <source>Your sign-in can be kept safely only in one. Install a keyring service, or stay signed in for this run only.</source>
        <translation>登录信息只能安全地保存在钥匙串里。请安装密钥环服务，或仅在本次运行期间保持登录。</translation>
    </message>
    <message>
        <source>The keychain is locked</source>
        <translation>钥匙串已锁定</translation>
    </message>
    <message>
        <source>Unlock it, then try again.</source>
        <translation>请先解锁，再试一次。</translation>
    </message>
    <message>
        <source>The keychain refused access</source>
        <translation>钥匙串拒绝访问</translation>
    </message>
    <message>
        <source>Allow Qingniao to use it, then try again.</source>
        <translation>请允许青鸟使用它，再试一次。</translation>
    </message>
    <message>
        <source>The file could not be read</source>
        <translation>文件无法读取</translation>
    </message>
    <message>
        <source>Check that it still exists and that you may open it.</source>
        <translation>请检查它是否还在、你是否有权打开。</translation>
    </message>
    <message>
        <source>It is not certain whether this mail was sent</source>
        <translation>不确定这封邮件是否已发出</translation>
    </message>
    <message>
        <source>The connection ended at the last moment. Look into Sent before you send it again.</source>
        <translation>连接在最后一刻断开。再次发送前，请先看看“已发送”。</translation>
    </message>
    <message>
        <source>A recipient was not accepted</source>
        <translation>有收件人未被接受</translation>
    </message>
    <message>
        <source>Check the addresses and send again.</source>
        <translation>请检查地址后重新发送。</translation>
    </message>
    <message>
        <source>The server does not accept this sender</source>
        <translation>服务器不接受这个发件人</translation>
    </message>
    <message>
        <source>Send from the address of this account.</source>
        <translation>请用这个账号的地址发送。</translation>
    </message>
    <message>
        <source>The server refused this mail because of its content</source>
        <translation>服务器因内容拒收了这封邮件</translation>
    </message>
    <message>
        <source>It may look like spam. Change the text or the attachments and send again.</source>
        <translation>它可能像垃圾邮件。请修改正文或附件后重新发送。</translation>
    </message>
    <message>
        <source>The sending limit of this account is reached</source>
        <translation>这个账号的发信量已达上限</translation>
    </message>
    <message>
        <source>Send the rest tomorrow.</source>
        <translation>剩下的请明天再发。</translation>
    </message>
    <message>
        <source>No connection to the server</source>
        <translation>无法连接服务器</translation>
    </message>
    <message>
        <source>Check your network. Everything you do now is kept and goes out later.</source>
        <translation>请检查网络。你现在做的一切都会保留，稍后自动发出。</translation>
    </message>
    <message>
        <source>The server takes too long to answer</source>
        <translation>服务器迟迟没有回应</translation>
    </message>
    <message>
        <source>It is tried again by itself in a while.</source>
        <translation>稍后会自动重试。</translation>
    </message>
    <message>
        <source>The connection is not secure</source>
        <translation>连接不安全</translation>
    </message>
    <message>
        <source>The server could not prove its identity, so nothing was sent. Check the date of this computer and your network.</source>
        <translation>服务器无法证明自己的身份，因此什么都没有发送。请检查本机日期和网络。</translation>
    </message>
    <message>
        <source>Too many requests</source>
        <translation>请求过于频繁</translation>
    </message>
    <message>
        <source>The server asks for a pause. Please wait a while.</source>
        <translation>服务器要求暂停，请稍等片刻。</translation>
    </message>
    <message>
        <source>The server has a problem</source>
        <translation>服务器出了问题</translation>
    </message>
    <message>
        <source>This is not your fault. It is tried again later.</source>
        <translation>这不是你的错，稍后会再试。</translation>
    </message>
    <message>
        <source>The server gave an unexpected answer</source>
        <translation>服务器给出了意外的回应</translation>
    </message>
    <message>
        <source>Check the server address. If it stays so, please report it.</source>
        <translation>请检查服务器地址。如果一直这样，请告诉我们。</translation>
    </message>
    <message>
        <source>You need to sign in again</source>
        <translation>需要重新登录</translation>
    </message>
    <message>
        <source>The server no longer accepts the sign-in of this account.</source>
        <translation>服务器不再接受这个账号的登录。</translation>
    </message>
    <message>
        <source>This account may not do that</source>
        <translation>这个账号不能这样做</translation>
    </message>
    <message>
        <source>Ask whoever manages the account or the application for permission.</source>
        <translation>请向账号或应用的管理者申请权限。</translation>
    </message>
    <message>
        <source>The server did not accept the request</source>
        <translation>服务器没有接受请求</translation>
    </message>
    <message>
        <source>Check what you entered and try again.</source>
        <translation>请检查所填内容后再试。</translation>
    </message>
    <message>
        <source>It is not there any more</source>
        <translation>它已经不在了</translation>
    </message>
    <message>
        <source>It may have been moved or deleted elsewhere.</source>
        <translation>可能已在别处被移动或删除。</translation>
    </message>
    <message>
        <source>Something changed in the meantime</source>
        <translation>情况刚刚有变化</translation>
    </message>
    <message>
        <source>Have a look at the current state and try again.</source>
        <translation>请看看当前状态后再试。</translation>
    </message>
    <message>
        <source>It is too large</source>
        <translation>太大了</translation>
    </message>
    <message>
        <source>Use fewer or smaller attachments.</source>
        <translation>请减少附件，或换小一些的。</translation>
    </message>
    <message>
        <source>This server cannot do that</source>
        <translation>这个服务器做不到</translation>
    </message>
    <message>
        <source>Another account may be able to.</source>
        <translation>换一个账号也许可以。</translation>
    </message>
    <message>
        <source>Canceled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>没有做任何改动。</translation>
    </message>
    <message>
        <source>Saving on this computer failed</source>
        <translation>在本机保存失败</translation>
    </message>
    <message>
        <source>Check the free space and the permissions of the data folder.</source>
        <translation>请检查剩余空间和数据文件夹的权限。</translation>
    </message>
    <message>
        <source>The keychain cannot be used</source>
        <translation>钥匙串无法使用</translation>
    </message>
    <message>
        <source>Try again, or stay signed in for this run only.</source>
        <translation>请再试一次，或仅在本次运行期间保持登录。</translation>
    </message>
    <message>
        <source>Something went wrong</source>
        <translation>出了点问题</translation>
    </message>
    <message>
        <source>Please try again. If it stays so, please report it.</source>
        <translation>请再试一次。如果一直这样，请告诉我们。</translation>
    </message>
    <message>
        <source>The server asks for a pause. Try again in a minute.</source>
        <translation>服务器要求暂停，请一分钟后再试。</translation>
    </message>
    <message>
        <source>The server asks for a pause. Try again in about %1 minutes.</source>
        <translation>服务器要求暂停，请约 %1 分钟后再试。</translation>
    </message>
    <message>
        <source>The server&apos;s certificate cannot be trusted</source>
        <translation>服务器的证书不可信</translation>
    </message>
    <message>
        <source>Nothing was sent to it. Check the server name and the date of this computer; for a server of your own you can accept its certificate.</source>
        <translation>没有向它发送任何内容。请检查服务器名称和本机日期；若是您自己的服务器，可以接受它的证书。</translation>
    </message>
    <message>
        <source>The server offers no encryption here</source>
        <translation>服务器在此端口不提供加密</translation>
    </message>
    <message>
        <source>Your password was not sent. Choose TLS with its own port in the account settings.</source>
        <translation>您的密码没有发送出去。请在账号设置中选择 TLS 及其专用端口。</translation>
    </message>
    <message>
        <source>Somebody meddled with the connection</source>
        <translation>有人干扰了这次连接</translation>
    </message>
    <message>
        <source>It was closed before anything secret was sent. Try another network.</source>
        <translation>在发送任何机密内容之前连接已断开。请换一个网络再试。</translation>
    </message>
    <message>
        <source>The server did not let you in</source>
        <translation>服务器没有允许登录</translation>
    </message>
    <message>
        <source>Check the address, the password or authorization code, and whether the mail service is switched on in the mailbox&apos;s web settings.</source>
        <translation>请检查邮箱地址、密码或授权码，以及邮箱网页设置中是否已开启邮件服务。</translation>
    </message>
    <message>
        <source>Too many sign-ins in a short time</source>
        <translation>短时间内登录次数过多</translation>
    </message>
    <message>
        <source>Wait some minutes; then it is tried again.</source>
        <translation>请等几分钟，之后会再次尝试。</translation>
    </message>
    <message>
        <source>The mail service is switched off in your mailbox</source>
        <translation>您的邮箱没有开启邮件服务</translation>
    </message>
    <message>
        <source>Switch on IMAP/SMTP in the mailbox&apos;s web settings, then try again.</source>
        <translation>请在邮箱网页设置中开启 IMAP/SMTP 服务，然后重试。</translation>
    </message>
    <message>
        <source>The server wants an authorization code</source>
        <translation>服务器要求使用授权码</translation>
    </message>
    <message>
        <source>Make a code of 16 letters in QQ Mail&apos;s web settings and enter it instead of the password. Codes end when the QQ password changes.</source>
        <translation>请在 QQ 邮箱网页设置中生成 16 位授权码，并用它代替密码。修改 QQ 密码后授权码会失效。</translation>
    </message>
    <message>
        <source>The server insists on encryption</source>
        <translation>服务器要求加密连接</translation>
    </message>
    <message>
        <source>Choose STARTTLS or TLS in the account settings.</source>
        <translation>请在账号设置中选择 STARTTLS 或 TLS。</translation>
    </message>
    <message>
        <source>The server cannot read the sender of this mail</source>
        <translation>服务器无法识别这封邮件的发件人</translation>
    </message>
    <message>
        <source>Check your name and address in the account settings, then send again.</source>
        <translation>请检查账号设置中的姓名和地址，然后重新发送。</translation>
    </message>
    <message>
        <source>The server takes this mail for spam</source>
        <translation>服务器认为这封邮件是垃圾邮件</translation>
    </message>
    <message>
        <source>Change the text, take out links, or send to fewer people at a time.</source>
        <translation>请修改内容、去掉链接，或减少每次的收件人数。</translation>
    </message>
    <message>
        <source>The server refused this mail</source>
        <translation>服务器拒绝了这封邮件</translation>
    </message>
    <message>
        <source>Its own words are in the details.</source>
        <translation>服务器的原话见详细信息。</translation>
    </message>
    <message>
        <source>Too many mails in a short time</source>
        <translation>短时间内发送邮件过多</translation>
    </message>
    <message>
        <source>The server asks for a pause. It is tried again by itself later.</source>
        <translation>服务器要求稍候，之后会自动重试。</translation>
    </message>
    <message>
        <source>The recipient&apos;s mailbox takes no mail</source>
        <translation>收件人的邮箱不接收邮件</translation>
    </message>
    <message>
        <source>It does not exist, or its owner does not accept mail from you. Check the address.</source>
        <translation>该邮箱不存在，或对方不接收您的邮件。请检查地址。</translation>
    </message>
    <message>
        <source>The recipient&apos;s mailbox is full</source>
        <translation>收件人的邮箱已满</translation>
    </message>
    <message>
        <source>Try again later, or reach this person in another way.</source>
        <translation>请稍后再试，或用其他方式联系对方。</translation>
    </message>
    <message>
        <source>This server cannot send to such an address</source>
        <translation>此服务器无法向这样的地址发送邮件</translation>
    </message>
    <message>
        <source>The part before the @ may have plain letters and digits only. Ask for another address of this person.</source>
        <translation>@ 之前只能使用英文字母和数字。请向对方索要其他地址。</translation>
    </message>
    <message>
        <source>The server cannot be found</source>
        <translation>找不到服务器</translation>
    </message>
    <message>
        <source>Check your network and the name of the server. Everything you do now is kept and goes out later.</source>
        <translation>请检查网络和服务器名称。你现在所做的一切都会保留，稍后自动同步。</translation>
    </message>
    <message>
        <source>The server does not answer on this port</source>
        <translation>服务器的这个端口没有响应</translation>
    </message>
    <message>
        <source>Check the server&apos;s name and port, or try again later.</source>
        <translation>请检查服务器名称和端口，或稍后再试。</translation>
    </message>
</context>
<context>
    <name>FolderTexts</name>
    <message>
        <source>The inbox is empty</source>
        <translation>收件箱是空的</translation>
    </message>
    <message>
        <source>New mail appears here by itself.</source>
        <translation>新邮件会自动出现在这里。</translation>
    </message>
    <message>
        <source>Nothing sent yet</source>
        <translation>还没有发过邮件</translation>
    </message>
    <message>
        <source>What you send is kept here.</source>
        <translation>发出的邮件会保存在这里。</translation>
    </message>
    <message>
        <source>No drafts</source>
        <translation>没有草稿</translation>
    </message>
    <message>
        <source>Mail that you have begun waits here.</source>
        <translation>没写完的邮件会在这里等你。</translation>
    </message>
    <message>
        <source>The trash is empty</source>
        <translation>“已删除”是空的</translation>
    </message>
    <message>
        <source>No junk</source>
        <translation>没有垃圾邮件</translation>
    </message>
    <message>
        <source>Nice and clean.</source>
        <translation>干干净净。</translation>
    </message>
    <message>
        <source>Nothing archived</source>
        <translation>还没有归档</translation>
    </message>
    <message>
        <source>Archive what you are done with and want to keep.</source>
        <translation>处理完又想留着的邮件，可以归档。</translation>
    </message>
    <message>
        <source>This folder is empty</source>
        <translation>这个文件夹是空的</translation>
    </message>
    <message>
        <source>Getting your mail…</source>
        <translation>正在收取邮件…</translation>
    </message>
    <message>
        <source>The newest comes first.</source>
        <translation>最新的先到。</translation>
    </message>
    <message numerus="yes">
        <source>%n unread</source>
        <translation>
            <numerusform>%n 封未读</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n messages</source>
        <translation>
            <numerusform>%n 封邮件</numerusform>
        </translation>
    </message>
    <message>
        <source>No messages</source>
        <translation>没有邮件</translation>
    </message>
    <message numerus="yes">
        <source>%Ln messages</source>
        <translation>
            <numerusform>%Ln 封邮件</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
</context>
<context>
    <name>MailServersPage</name>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Mail servers</source>
        <translation>邮件服务器</translation>
    </message>
    <message>
        <source>&amp;Incoming (IMAP)</source>
        <translation>收信（IMAP）(&amp;I)</translation>
    </message>
    <message>
        <source>Incoming mail server</source>
        <translation>收信服务器</translation>
    </message>
    <message>
        <source>Port (IMAP)</source>
        <translation>端口（IMAP）</translation>
    </message>
    <message>
        <source>Encryption (IMAP)</source>
        <translation>加密方式（IMAP）</translation>
    </message>
    <message>
        <source>&amp;Outgoing (SMTP)</source>
        <translation>发信（SMTP）(&amp;O)</translation>
    </message>
    <message>
        <source>Outgoing mail server</source>
        <translation>发信服务器</translation>
    </message>
    <message>
        <source>Port (SMTP)</source>
        <translation>端口（SMTP）</translation>
    </message>
    <message>
        <source>Encryption (SMTP)</source>
        <translation>加密方式（SMTP）</translation>
    </message>
    <message>
        <source>&amp;User name</source>
        <translation>用户名(&amp;U)</translation>
    </message>
    <message>
        <source>User name</source>
        <translation>用户名</translation>
    </message>
    <message>
        <source>&amp;Contacts (CardDAV)</source>
        <translation>通讯录（CardDAV）(&amp;C)</translation>
    </message>
    <message>
        <source>Contacts (CardDAV)</source>
        <translation>通讯录（CardDAV）</translation>
    </message>
    <message>
        <source>Optional: https://…</source>
        <translation>可不填：https://…</translation>
    </message>
    <message>
        <source>TLS usually goes with the ports 993 and 465, STARTTLS with 143 and 587. Whoever runs the server can tell you.</source>
        <translation>TLS 通常使用端口 993 和 465，STARTTLS 使用 143 和 587。不清楚时请询问邮件管理员。</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
</context>
<context>
    <name>MailService</name>
    <message>
        <source>QQ Mail</source>
        <translation>QQ 邮箱</translation>
    </message>
    <message>
        <source>Authorization code</source>
        <translation>授权码</translation>
    </message>
    <message>
        <source>16 letters</source>
        <translation>16 个字母</translation>
    </message>
    <message>
        <source>Open QQ Mail&apos;s Settings</source>
        <translation>打开 QQ 邮箱设置</translation>
    </message>
    <message>
        <source>Sign in to QQ Mail on the web</source>
        <translation>登录网页版 QQ 邮箱</translation>
    </message>
    <message>
        <source>Open Settings, then Account &amp; Security.</source>
        <translation>进入“设置”，再选“账号与安全”。</translation>
    </message>
    <message>
        <source>Turn on POP3/IMAP/SMTP</source>
        <translation>开启 POP3/IMAP/SMTP 服务</translation>
    </message>
    <message>
        <source>It is under Security Settings.</source>
        <translation>在“安全设置”里。</translation>
    </message>
    <message>
        <source>Confirm with a text message</source>
        <translation>发送短信验证</translation>
    </message>
    <message>
        <source>From the phone that belongs to your QQ account.</source>
        <translation>用 QQ 绑定的手机发送。</translation>
    </message>
    <message>
        <source>Copy the 16 letters</source>
        <translation>复制 16 位授权码</translation>
    </message>
    <message>
        <source>Each program can have a code of its own.</source>
        <translation>每个程序都可以有自己的授权码。</translation>
    </message>
    <message>
        <source>Tencent Exmail</source>
        <translation>腾讯企业邮箱</translation>
    </message>
    <message>
        <source>Client password</source>
        <translation>客户端专用密码</translation>
    </message>
    <message>
        <source>Made in Exmail&apos;s settings</source>
        <translation>在企业邮箱设置中生成</translation>
    </message>
    <message>
        <source>Open Exmail&apos;s Settings</source>
        <translation>打开企业邮箱设置</translation>
    </message>
    <message>
        <source>Sign in to Exmail on the web</source>
        <translation>登录网页版企业邮箱</translation>
    </message>
    <message>
        <source>Open Settings.</source>
        <translation>进入“设置”。</translation>
    </message>
    <message>
        <source>Turn on IMAP/SMTP</source>
        <translation>开启 IMAP/SMTP 服务</translation>
    </message>
    <message>
        <source>Under Client Settings; some companies do it for everybody.</source>
        <translation>在“客户端设置”里；有些公司已统一开启。</translation>
    </message>
    <message>
        <source>Make a client-specific password</source>
        <translation>生成客户端专用密码</translation>
    </message>
    <message>
        <source>Under WeChat binding. Copy it here.</source>
        <translation>在“微信绑定”里生成，复制到这里。</translation>
    </message>
    <message>
        <source>126 Mail</source>
        <translation>126 邮箱</translation>
    </message>
    <message>
        <source>163 Mail</source>
        <translation>163 邮箱</translation>
    </message>
    <message>
        <source>NetEase Mail</source>
        <translation>网易企业邮箱</translation>
    </message>
    <message>
        <source>Open %1&apos;s Settings</source>
        <translation>打开%1设置</translation>
    </message>
    <message>
        <source>Sign in to %1 on the web</source>
        <translation>登录网页版%1</translation>
    </message>
    <message>
        <source>Open Settings, then POP3/SMTP/IMAP.</source>
        <translation>进入“设置”，再选“POP3/SMTP/IMAP”。</translation>
    </message>
    <message>
        <source>Confirm with the text message that is asked for.</source>
        <translation>按提示发送短信验证。</translation>
    </message>
    <message>
        <source>Copy the authorization code</source>
        <translation>复制授权码</translation>
    </message>
    <message>
        <source>It is shown only once.</source>
        <translation>它只显示一次。</translation>
    </message>
    <message>
        <source>App password</source>
        <translation>应用专用密码</translation>
    </message>
    <message>
        <source>Open Google&apos;s App Passwords</source>
        <translation>打开 Google 应用专用密码</translation>
    </message>
    <message>
        <source>Turn on 2-step verification</source>
        <translation>开启两步验证</translation>
    </message>
    <message>
        <source>Without it Google makes no app passwords.</source>
        <translation>不开启就无法生成应用专用密码。</translation>
    </message>
    <message>
        <source>Open App Passwords</source>
        <translation>打开“应用专用密码”</translation>
    </message>
    <message>
        <source>In your Google account; make one for Qingniao.</source>
        <translation>在 Google 账号中为青鸟生成一个。</translation>
    </message>
    <message>
        <source>Your Google password itself is not taken.</source>
        <translation>Google 密码本身无法登录。</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Qingniao</source>
        <translation>青鸟</translation>
    </message>
    <message>
        <source>&amp;Mail</source>
        <translation>邮箱(&amp;M)</translation>
    </message>
    <message>
        <source>M&amp;essage</source>
        <translation>邮件(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Move to</source>
        <translation>移动到(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>查看(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Write</source>
        <translation>写信(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Reply</source>
        <translation>回复(&amp;R)</translation>
    </message>
    <message>
        <source>Reply &amp;all</source>
        <translation>回复全部(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Forward</source>
        <translation>转发(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Edit draft</source>
        <translation>编辑草稿(&amp;E)</translation>
    </message>
    <message>
        <source>Ar&amp;chive</source>
        <translation>归档(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>删除(&amp;D)</translation>
    </message>
    <message>
        <source>Mark as &amp;junk</source>
        <translation>标为垃圾邮件(&amp;J)</translation>
    </message>
    <message>
        <source>&amp;Star</source>
        <translation>加星标(&amp;S)</translation>
    </message>
    <message>
        <source>Mark as &amp;unread</source>
        <translation>标为未读(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Get new mail</source>
        <translation>收取新邮件(&amp;G)</translation>
    </message>
    <message>
        <source>Add &amp;account…</source>
        <translation>添加账号(&amp;A)…</translation>
    </message>
    <message>
        <source>&amp;Contacts</source>
        <translation>通讯录(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation>设置(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Menu bar</source>
        <translation>菜单栏(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;About Qingniao</source>
        <translation>关于青鸟(&amp;A)</translation>
    </message>
    <message>
        <source>S&amp;earch</source>
        <translation>搜索(&amp;E)</translation>
    </message>
    <message>
        <source>U&amp;ndo</source>
        <translation>撤销(&amp;N)</translation>
    </message>
</context>
<context>
    <name>OutgoingBanner</name>
    <message>
        <source>(no subject)</source>
        <translation>（无主题）</translation>
    </message>
    <message>
        <source>“%1” waits for the network</source>
        <translation>“%1”正在等待网络</translation>
    </message>
    <message>
        <source>Sending “%1”…</source>
        <translation>正在发送“%1”…</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>已发送</translation>
    </message>
    <message>
        <source>It is not certain that “%1” was sent. Look into Sent before you send it again.</source>
        <translation>不确定“%1”是否已发出。再次发送前，请先看看“已发送”。</translation>
    </message>
    <message>
        <source>“%1” was not sent: %2</source>
        <translation>“%1”没有发出：%2</translation>
    </message>
    <message>
        <source>unknown reason</source>
        <translation>原因不明</translation>
    </message>
</context>
<context>
    <name>Recipient</name>
    <message>
        <source>An address needs an @, like name@example.com</source>
        <translation>地址中需要有 @，例如 name@example.com</translation>
    </message>
    <message>
        <source>The name before the @ is missing</source>
        <translation>@ 前面缺少用户名</translation>
    </message>
    <message>
        <source>What comes after the @ is missing</source>
        <translation>@ 后面缺少域名</translation>
    </message>
    <message>
        <source>There is more than one @</source>
        <translation>@ 多于一个</translation>
    </message>
    <message>
        <source>The part before the @ is not possible in an address</source>
        <translation>@ 前面的部分不能用在地址里</translation>
    </message>
    <message>
        <source>The part after the @ is not possible in an address</source>
        <translation>@ 后面的部分不能用在地址里</translation>
    </message>
</context>
<context>
    <name>Reply</name>
    <message>
        <source>On %1, %2 wrote:</source>
        <translation>%2 于 %1 写道：</translation>
    </message>
    <message>
        <source>Forwarded message</source>
        <translation>转发的邮件</translation>
    </message>
    <message>
        <source>From: %1</source>
        <translation>发件人：%1</translation>
    </message>
    <message>
        <source>Date: %1</source>
        <translation>日期：%1</translation>
    </message>
    <message>
        <source>Subject: %1</source>
        <translation>主题：%1</translation>
    </message>
    <message>
        <source>To: %1</source>
        <translation>收件人：%1</translation>
    </message>
    <message>
        <source>Cc: %1</source>
        <translation>抄送：%1</translation>
    </message>
    <message>
        <source>Re: %1</source>
        <translation>回复：%1</translation>
    </message>
    <message>
        <source>Fwd: %1</source>
        <translation>转发：%1</translation>
    </message>
</context>
<context>
    <name>Search</name>
    <message>
        <source>This “)” closes nothing.</source>
        <translation>这个“)”没有对应的“(”。</translation>
    </message>
    <message>
        <source>“OR” wants something on both sides.</source>
        <translation>“OR”两边都要有内容。</translation>
    </message>
    <message>
        <source>“-” wants something behind it.</source>
        <translation>“-”后面要有内容。</translation>
    </message>
    <message>
        <source>There is nothing inside these parentheses.</source>
        <translation>括号里什么也没有。</translation>
    </message>
    <message>
        <source>This is nested too deeply.</source>
        <translation>括号嵌套得太深了。</translation>
    </message>
    <message>
        <source>A “)” is missing for this one.</source>
        <translation>这里缺少对应的“)”。</translation>
    </message>
    <message>
        <source>There is nothing to look for in “%1”.</source>
        <translation>“%1”里没有可以搜索的内容。</translation>
    </message>
    <message>
        <source>Has what? For instance: has:attachment</source>
        <translation>有什么？例如：有:附件</translation>
    </message>
    <message>
        <source>Is what? unread, read, flagged, answered or forwarded.</source>
        <translation>什么状态？未读、已读、星标、已回复或已转发。</translation>
    </message>
    <message>
        <source>In which folder? For instance: in:inbox</source>
        <translation>在哪个文件夹？例如：文件夹:收件箱</translation>
    </message>
    <message>
        <source>Which size? For instance: 500k or 2M.</source>
        <translation>多大？例如：500k 或 2M。</translation>
    </message>
    <message>
        <source>“%1:” wants a word right behind it.</source>
        <translation>“%1:”后面要紧跟一个词。</translation>
    </message>
    <message>
        <source>Which day? For instance: 2026-03-01, 2026, 7d or yesterday.</source>
        <translation>哪一天？例如：2026-03-01、2026、7d 或昨天。</translation>
    </message>
    <message>
        <source>Only has:attachment is known.</source>
        <translation>只认得“有:附件”。</translation>
    </message>
    <message>
        <source>This is too long.</source>
        <translation>太长了。</translation>
    </message>
</context>
<context>
    <name>SearchHints</name>
    <message>
        <source>unread</source>
        <comment>value of is:</comment>
        <translation>未读</translation>
    </message>
    <message>
        <source>Not read yet</source>
        <translation>还没读过</translation>
    </message>
    <message>
        <source>flagged</source>
        <comment>value of is:</comment>
        <translation>星标</translation>
    </message>
    <message>
        <source>With a star</source>
        <translation>加了星标</translation>
    </message>
    <message>
        <source>read</source>
        <comment>value of is:</comment>
        <translation>已读</translation>
    </message>
    <message>
        <source>Already read</source>
        <translation>已经读过</translation>
    </message>
    <message>
        <source>answered</source>
        <comment>value of is:</comment>
        <translation>已回复</translation>
    </message>
    <message>
        <source>You replied to it</source>
        <translation>回复过的</translation>
    </message>
    <message>
        <source>forwarded</source>
        <comment>value of is:</comment>
        <translation>已转发</translation>
    </message>
    <message>
        <source>You passed it on</source>
        <translation>转发过的</translation>
    </message>
    <message>
        <source>inbox</source>
        <comment>value of in:</comment>
        <translation>收件箱</translation>
    </message>
    <message>
        <source>In the inbox</source>
        <translation>收件箱里的</translation>
    </message>
    <message>
        <source>sent</source>
        <comment>value of in:</comment>
        <translation>已发送</translation>
    </message>
    <message>
        <source>What you sent</source>
        <translation>自己发出的</translation>
    </message>
    <message>
        <source>archive</source>
        <comment>value of in:</comment>
        <translation>归档</translation>
    </message>
    <message>
        <source>What you archived</source>
        <translation>归档了的</translation>
    </message>
    <message>
        <source>junk</source>
        <comment>value of in:</comment>
        <translation>垃圾箱</translation>
    </message>
    <message>
        <source>In the junk folder</source>
        <translation>垃圾箱里的</translation>
    </message>
    <message>
        <source>trash</source>
        <comment>value of in:</comment>
        <translation>已删除</translation>
    </message>
    <message>
        <source>What you deleted</source>
        <translation>删除了的</translation>
    </message>
    <message>
        <source>today</source>
        <comment>value of before:</comment>
        <translation>今天</translation>
    </message>
    <message>
        <source>This day</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>yesterday</source>
        <comment>value of before:</comment>
        <translation>昨天</translation>
    </message>
    <message>
        <source>The day before</source>
        <translation>昨天</translation>
    </message>
    <message>
        <source>lastweek</source>
        <comment>value of before:</comment>
        <translation>上周</translation>
    </message>
    <message>
        <source>The week before this one</source>
        <translation>上一周</translation>
    </message>
    <message>
        <source>30d</source>
        <comment>value of before:</comment>
        <translation>30天</translation>
    </message>
    <message>
        <source>30 days ago</source>
        <translation>30 天前</translation>
    </message>
    <message>
        <source>A day, a month (2026-01) or a year (2026)</source>
        <translation>某天、某月（2026-01）或某年（2026）</translation>
    </message>
    <message>
        <source>500 kilobytes</source>
        <translation>500 KB</translation>
    </message>
    <message>
        <source>5 megabytes</source>
        <translation>5 MB</translation>
    </message>
    <message>
        <source>from</source>
        <comment>search operator</comment>
        <translation>发件人</translation>
    </message>
    <message>
        <source>Sender: a name or an address</source>
        <translation>发件人的姓名或地址</translation>
    </message>
    <message>
        <source>to</source>
        <comment>search operator</comment>
        <translation>收件人</translation>
    </message>
    <message>
        <source>Recipient: a name or an address</source>
        <translation>收件人的姓名或地址</translation>
    </message>
    <message>
        <source>subject</source>
        <comment>search operator</comment>
        <translation>主题</translation>
    </message>
    <message>
        <source>Words of the subject</source>
        <translation>主题里的词</translation>
    </message>
    <message>
        <source>has</source>
        <comment>search operator</comment>
        <translation>有</translation>
    </message>
    <message>
        <source>With an attachment</source>
        <translation>带附件</translation>
    </message>
    <message>
        <source>attachment</source>
        <comment>value of has:</comment>
        <translation>附件</translation>
    </message>
    <message>
        <source>is</source>
        <comment>search operator</comment>
        <translation>状态</translation>
    </message>
    <message>
        <source>Unread, starred, answered …</source>
        <translation>未读、星标、已回复……</translation>
    </message>
    <message>
        <source>in</source>
        <comment>search operator</comment>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>A folder</source>
        <translation>某个文件夹里</translation>
    </message>
    <message>
        <source>before</source>
        <comment>search operator</comment>
        <translation>早于</translation>
    </message>
    <message>
        <source>Older than a day</source>
        <translation>某天之前</translation>
    </message>
    <message>
        <source>after</source>
        <comment>search operator</comment>
        <translation>晚于</translation>
    </message>
    <message>
        <source>Of a day or newer</source>
        <translation>某天及以后</translation>
    </message>
    <message>
        <source>on</source>
        <comment>search operator</comment>
        <translation>日期</translation>
    </message>
    <message>
        <source>Of a day, a month or a year</source>
        <translation>某天、某月或某年</translation>
    </message>
    <message>
        <source>cc</source>
        <comment>search operator</comment>
        <translation>抄送</translation>
    </message>
    <message>
        <source>Who got a copy</source>
        <translation>抄送给谁</translation>
    </message>
    <message>
        <source>body</source>
        <comment>search operator</comment>
        <translation>正文</translation>
    </message>
    <message>
        <source>Words of the text</source>
        <translation>正文里的词</translation>
    </message>
    <message>
        <source>filename</source>
        <comment>search operator</comment>
        <translation>附件名</translation>
    </message>
    <message>
        <source>Name of an attachment</source>
        <translation>附件的文件名</translation>
    </message>
    <message>
        <source>larger</source>
        <comment>search operator</comment>
        <translation>大于</translation>
    </message>
    <message>
        <source>Bigger than a size</source>
        <translation>比这更大</translation>
    </message>
    <message>
        <source>smaller</source>
        <comment>search operator</comment>
        <translation>小于</translation>
    </message>
    <message>
        <source>Smaller than a size</source>
        <translation>比这更小</translation>
    </message>
</context>
<context>
    <name>Services</name>
    <message>
        <source>Sample mailbox</source>
        <translation>示例邮箱</translation>
    </message>
</context>
<context>
    <name>Session</name>
    <message>
        <source>On this computer</source>
        <translation>本机</translation>
    </message>
</context>
<context>
    <name>SignInAdvice</name>
    <message>
        <source>QQ Mail did not let you in</source>
        <translation>QQ 邮箱没有让你登录</translation>
    </message>
    <message>
        <source>It has the same answer for five different reasons. Try these in order:</source>
        <translation>五种原因它都给同样的回答，请依次检查：</translation>
    </message>
    <message>
        <source>Enter the authorization code, not your QQ password. What you entered has the form of a code, so it may be an old one.</source>
        <translation>填写授权码，而不是 QQ 密码。你填的像是授权码，也许已经失效。</translation>
    </message>
    <message>
        <source>Enter the authorization code, not your QQ password. A code has 16 small letters; what you entered has not.</source>
        <translation>填写授权码，而不是 QQ 密码。授权码是 16 个小写字母，你填的不是。</translation>
    </message>
    <message>
        <source>See whether POP3/IMAP/SMTP is turned on in QQ Mail&apos;s settings.</source>
        <translation>看看 QQ 邮箱设置里是否开启了 POP3/IMAP/SMTP 服务。</translation>
    </message>
    <message>
        <source>Make a new code. Changing the QQ password ends all codes.</source>
        <translation>重新生成授权码。修改 QQ 密码后，原来的授权码全部失效。</translation>
    </message>
    <message>
        <source>Wait some minutes. After several attempts QQ Mail refuses even the right code for a while.</source>
        <translation>等几分钟再试。多次尝试后，正确的授权码也会被暂时拒绝。</translation>
    </message>
    <message>
        <source>Try again later. QQ Mail may be busy, or have locked the account: the web page then tells you.</source>
        <translation>稍后再试。QQ 邮箱可能繁忙，或者账号被保护，登录网页版可以看到提示。</translation>
    </message>
    <message>
        <source>Enter the client-specific password from Exmail&apos;s settings, not the one for the web page.</source>
        <translation>填写企业邮箱设置里的客户端专用密码，而不是网页登录密码。</translation>
    </message>
    <message>
        <source>See whether IMAP/SMTP is turned on; in some companies only the administrator can do it.</source>
        <translation>看看是否开启了 IMAP/SMTP 服务；有些公司只能由管理员开启。</translation>
    </message>
    <message>
        <source>Companies abroad use hwimap.exmail.qq.com and hwsmtp.exmail.qq.com: change the servers.</source>
        <translation>海外企业请把服务器改为 hwimap.exmail.qq.com 和 hwsmtp.exmail.qq.com。</translation>
    </message>
    <message>
        <source>Wait some minutes after several attempts.</source>
        <translation>多次尝试后，请等几分钟。</translation>
    </message>
    <message>
        <source>Enter the authorization code, not the password of the web page.</source>
        <translation>填写授权码，而不是网页登录密码。</translation>
    </message>
    <message>
        <source>See whether IMAP/SMTP is turned on in the settings of %1.</source>
        <translation>看看%1设置里是否开启了 IMAP/SMTP 服务。</translation>
    </message>
    <message>
        <source>Make a new code: old ones run out after 180 days.</source>
        <translation>重新生成授权码：旧的 180 天后过期。</translation>
    </message>
    <message>
        <source>Enter the app password of 16 letters, not your Google password.</source>
        <translation>填写 16 个字母的应用专用密码，而不是 Google 密码。</translation>
    </message>
    <message>
        <source>Make a new one: changing the Google password ends all app passwords.</source>
        <translation>重新生成一个：修改 Google 密码后，应用专用密码全部失效。</translation>
    </message>
    <message>
        <source>Accounts of companies and schools may need the administrator&apos;s leave.</source>
        <translation>公司或学校的账号可能需要管理员允许。</translation>
    </message>
    <message>
        <source>%1 did not let you in</source>
        <translation>%1没有让你登录</translation>
    </message>
    <message>
        <source>The server did not accept the user name or the password</source>
        <translation>服务器不接受这个用户名或密码</translation>
    </message>
    <message>
        <source>Try these in order:</source>
        <translation>请依次检查：</translation>
    </message>
    <message>
        <source>Look at the password with the eye beside it: capital letters, blanks, another keyboard.</source>
        <translation>点旁边的眼睛看看密码：大小写、空格、输入法是否正确。</translation>
    </message>
    <message>
        <source>See whether the address is right: %1</source>
        <translation>看看邮箱地址是否正确：%1</translation>
    </message>
    <message>
        <source>Some servers want only the part before the @ as the user name: change the servers.</source>
        <translation>有些服务器的用户名只要 @ 前面的部分，可在“更改”里填写。</translation>
    </message>
    <message>
        <source>See whether the user name is right: %1</source>
        <translation>看看用户名是否正确：%1</translation>
    </message>
    <message>
        <source>Many services want a password of its own for mail programs, made in their web settings.</source>
        <translation>许多邮箱要求为邮件客户端单独生成密码，在网页版设置里可以找到。</translation>
    </message>
    <message>
        <source>Ask whoever runs the mail server whether IMAP is allowed for your account.</source>
        <translation>请询问邮件管理员，你的账号是否允许使用 IMAP。</translation>
    </message>
    <message>
        <source>Reading works, sending does not</source>
        <translation>可以收信，但不能发信</translation>
    </message>
    <message>
        <source>The server for incoming mail has let you in; %1 has not.</source>
        <translation>收信服务器登录成功，但 %1 拒绝了登录。</translation>
    </message>
    <message>
        <source>See whether SMTP is turned on in the web settings: it may have a switch of its own.</source>
        <translation>看看网页版设置里是否开启了 SMTP：它可能有单独的开关。</translation>
    </message>
    <message>
        <source>Make a new code after you have turned it on.</source>
        <translation>开启之后重新生成授权码。</translation>
    </message>
    <message>
        <source>Wait some minutes, then try again.</source>
        <translation>等几分钟再试。</translation>
    </message>
    <message>
        <source>See whether name, port and encryption of the outgoing server are right: change the servers.</source>
        <translation>看看发信服务器的名称、端口和加密方式是否正确，可在“更改”里修改。</translation>
    </message>
    <message>
        <source>It may want another user name, or allow sending only after somebody has turned it on.</source>
        <translation>它可能要用别的用户名，或者要先开通发信。</translation>
    </message>
    <message>
        <source>Ask whoever runs the mail server.</source>
        <translation>请询问邮件管理员。</translation>
    </message>
    <message>
        <source>Open any web page: is this computer online?</source>
        <translation>打开任意网页，看看电脑是否联网。</translation>
    </message>
    <message>
        <source>Switch a VPN or proxy off, or to another place.</source>
        <translation>关闭 VPN 或代理，或者换一个节点。</translation>
    </message>
    <message>
        <source>Networks of companies and hotels often block mail: try another one, such as your phone&apos;s.</source>
        <translation>公司和酒店的网络常常屏蔽邮件端口，换个网络试试，比如手机热点。</translation>
    </message>
    <message>
        <source>Wait a moment and try again: the service itself may be down.</source>
        <translation>等一会儿再试：邮箱服务可能暂时不可用。</translation>
    </message>
    <message>
        <source>%1 cannot be found</source>
        <translation>找不到 %1</translation>
    </message>
    <message>
        <source>See whether the name of the server is spelled right.</source>
        <translation>看看服务器名称是否拼写正确。</translation>
    </message>
    <message>
        <source>%1 does not take the connection</source>
        <translation>%1 拒绝连接</translation>
    </message>
    <message>
        <source>See whether the port is right: 993 or 143 for IMAP, 465 or 587 for SMTP.</source>
        <translation>看看端口是否正确：IMAP 为 993 或 143，SMTP 为 465 或 587。</translation>
    </message>
    <message>
        <source>See whether the server runs, and whether a firewall is in between.</source>
        <translation>看看服务器是否在运行，中间是否有防火墙。</translation>
    </message>
    <message>
        <source>%1 does not answer</source>
        <translation>%1 没有响应</translation>
    </message>
    <message>
        <source>Port and encryption must fit: TLS goes with 993 and 465, STARTTLS with 143 and 587.</source>
        <translation>端口和加密方式要匹配：TLS 对应 993 和 465，STARTTLS 对应 143 和 587。</translation>
    </message>
    <message>
        <source>The connection to %1 broke off</source>
        <translation>与 %1 的连接中断了</translation>
    </message>
    <message>
        <source>%1 could not prove who it is</source>
        <translation>无法确认 %1 的身份</translation>
    </message>
    <message>
        <source>Your password was not sent. Somebody may be listening in on this network.</source>
        <translation>你的密码没有发出。这个网络可能被人监听。</translation>
    </message>
    <message>
        <source>See whether the date and time of this computer are right.</source>
        <translation>看看电脑的日期和时间是否正确。</translation>
    </message>
    <message>
        <source>Open any web page: the network may want you to sign in first.</source>
        <translation>打开任意网页：这个网络可能要先登录。</translation>
    </message>
    <message>
        <source>Antivirus programs that look into mail replace certificates: switch that off.</source>
        <translation>有些杀毒软件会检查邮件并替换证书，请关闭这项功能。</translation>
    </message>
    <message>
        <source>Try another network.</source>
        <translation>换个网络试试。</translation>
    </message>
    <message>
        <source>Somebody meddled with the connection</source>
        <translation>连接被人动了手脚</translation>
    </message>
    <message>
        <source>Your password was not sent.</source>
        <translation>你的密码没有发出。</translation>
    </message>
    <message>
        <source>Choose TLS instead of STARTTLS: change the servers.</source>
        <translation>把加密方式从 STARTTLS 改为 TLS，可在“更改”里修改。</translation>
    </message>
    <message>
        <source>No secure connection to %1</source>
        <translation>无法与 %1 建立安全连接</translation>
    </message>
    <message>
        <source>A very old server may know no TLS 1.2; nothing older is safe.</source>
        <translation>太旧的服务器可能不支持 TLS 1.2，而更旧的版本都不安全。</translation>
    </message>
    <message>
        <source>Antivirus programs that look into mail can break it: switch that off.</source>
        <translation>有些杀毒软件检查邮件时会破坏连接，请关闭这项功能。</translation>
    </message>
    <message>
        <source>Too many sign-ins in a short time</source>
        <translation>短时间内登录次数太多</translation>
    </message>
    <message>
        <source>%1 asks for a pause.</source>
        <translation>%1要求暂停一会儿。</translation>
    </message>
    <message numerus="yes">
        <source>Wait about %n minute(s). Each attempt before that makes it longer.</source>
        <translation>
            <numerusform>等大约 %n 分钟。这期间每试一次，等待都会更长。</numerusform>
        </translation>
    </message>
    <message>
        <source>Close other mail programs that use this mailbox, on the phone too.</source>
        <translation>关闭其他正在使用这个邮箱的邮件程序，包括手机上的。</translation>
    </message>
    <message>
        <source>Your code stays good meanwhile.</source>
        <translation>授权码在此期间仍然有效。</translation>
    </message>
    <message>
        <source>%1 gave an answer that makes no sense</source>
        <translation>看不懂 %1 的回答</translation>
    </message>
    <message>
        <source>See whether name and port belong to a mail server: change the servers.</source>
        <translation>看看这个名称和端口是不是邮件服务器，可在“更改”里修改。</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>Not updated yet</source>
        <translation>尚未更新</translation>
    </message>
    <message>
        <source>Updated just now</source>
        <translation>刚刚更新</translation>
    </message>
    <message>
        <source>Updated %1</source>
        <translation>%1 更新</translation>
    </message>
    <message>
        <source>Getting mail: %1 of %2</source>
        <translation>正在收取邮件：%1 / %2</translation>
    </message>
    <message>
        <source>Getting mail: %1</source>
        <translation>正在收取邮件：%1</translation>
    </message>
    <message>
        <source>Looking for new mail…</source>
        <translation>正在查看新邮件…</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>正在连接…</translation>
    </message>
    <message>
        <source>Offline. You see what is on this computer.</source>
        <translation>离线。你看到的是本机上的邮件。</translation>
    </message>
    <message>
        <source>%1 needs you to sign in again</source>
        <translation>%1 需要重新登录</translation>
    </message>
    <message>
        <source>Mail could not be updated</source>
        <translation>邮件未能更新</translation>
    </message>
    <message>
        <source>Keeping all mail on this computer: %1 of %2</source>
        <translation>正在把邮件保存到本机：%1 / %2</translation>
    </message>
</context>
<context>
    <name>WelcomePage</name>
    <message>
        <source>A bluebird carrying a letter</source>
        <translation>一只衔着信的青鸟</translation>
    </message>
    <message>
        <source>Welcome to Qingniao</source>
        <translation>欢迎使用青鸟</translation>
    </message>
    <message>
        <source>A calm home for your QQ Mail</source>
        <translation>让 QQ 邮箱安静下来</translation>
    </message>
    <message>
        <source>QQ Mail (sign in)</source>
        <translation>QQ 邮箱（登录）</translation>
    </message>
    <message>
        <source>Try it with a sample mailbox</source>
        <translation>用示例邮箱试用</translation>
    </message>
    <message>
        <source>It stays on this computer; nothing is sent.</source>
        <translation>只在这台电脑上，不会外发任何内容。</translation>
    </message>
    <message>
        <source>A free program. Not an official product of Tencent or QQ Mail.</source>
        <translation>自由软件，并非腾讯或 QQ 邮箱的官方产品。</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>find messages by what is in them</source>
        <translation>按内容查找邮件</translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) indexed</source>
        <translation>
            <numerusform>已为 %n 封邮件建立索引</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) to be read</source>
        <translation>
            <numerusform>有 %n 封邮件待读取</numerusform>
        </translation>
    </message>
    <message>
        <source>Open this address and agree:
%1</source>
        <translation>请打开这个地址并同意授权：
%1</translation>
    </message>
    <message>
        <source>Waiting for the browser to come back …</source>
        <translation>正在等待浏览器返回…</translation>
    </message>
    <message>
        <source>Then paste the address that you were sent to, or just the code:</source>
        <translation>然后粘贴跳转后的地址，或只粘贴授权码：</translation>
    </message>
    <message>
        <source>--open-api wants the server&apos;s address, for example https://mail.qq.com.</source>
        <translation>--open-api 需要服务器地址，例如 https://mail.qq.com。</translation>
    </message>
    <message>
        <source>--redirect-uri wants the address registered for the application.</source>
        <translation>--redirect-uri 需要应用登记的回调地址。</translation>
    </message>
    <message>
        <source>Account %1 added. Fetch its mail with: qingniaoctl sync</source>
        <translation>已添加账号 %1。用 qingniaoctl sync 收取邮件。</translation>
    </message>
    <message>
        <source>Mail of this account has not been sent yet; see &quot;outbox&quot;. --even-unsent removes it with the account.</source>
        <translation>这个账号还有邮件没有发出，见 outbox。加上 --even-unsent 会连同它们一起移除。</translation>
    </message>
    <message>
        <source>--%1 wants a whole number, not &quot;%2&quot;.</source>
        <translation>--%1 需要整数，而不是“%2”。</translation>
    </message>
    <message>
        <source>add, list or remove accounts</source>
        <translation>添加、列出或移除账号</translation>
    </message>
    <message>
        <source>fetch what is new</source>
        <translation>收取新邮件</translation>
    </message>
    <message>
        <source>list the folders and how much is in them</source>
        <translation>列出文件夹及其邮件数和大小</translation>
    </message>
    <message>
        <source>list the messages of a folder</source>
        <translation>列出文件夹中的邮件</translation>
    </message>
    <message>
        <source>print a message</source>
        <translation>显示一封邮件</translation>
    </message>
    <message>
        <source>send a mail</source>
        <translation>发送邮件</translation>
    </message>
    <message>
        <source>list mail on its way; retry or discard it</source>
        <translation>列出待发邮件；重试或丢弃</translation>
    </message>
    <message>
        <source>list or find contacts</source>
        <translation>列出或查找联系人</translation>
    </message>
    <message>
        <source>parse a mail file</source>
        <translation>解析邮件文件</translation>
    </message>
    <message>
        <source>run the built-in server alone</source>
        <translation>单独运行内置服务器</translation>
    </message>
    <message>
        <source>The command line over the same mailbox as the desktop program; see qingniaoctl(1).</source>
        <translation>与桌面程序共用同一邮箱的命令行，参见 qingniaoctl(1)。</translation>
    </message>
    <message>
        <source>there is no command &quot;%1&quot;.</source>
        <translation>没有“%1”这个命令。</translation>
    </message>
    <message>
        <source>There is no account yet. Add one with: qingniaoctl account add</source>
        <translation>还没有账号。用 qingniaoctl account add 添加。</translation>
    </message>
    <message>
        <source>There is no account %1. See: qingniaoctl account list</source>
        <translation>没有账号 %1，参见 qingniaoctl account list。</translation>
    </message>
    <message>
        <source>%1 does not exist.</source>
        <translation>%1 不存在。</translation>
    </message>
    <message>
        <source>Importing %1 …</source>
        <translation>正在导入 %1 …</translation>
    </message>
    <message numerus="yes">
        <source>Serving %n message(s) of %1 at %2 (any client id). Ctrl+C ends it.</source>
        <translation>
            <numerusform>正在 %2 提供 %1 的 %n 封邮件（Client ID 任意）。按 Ctrl+C 结束。</numerusform>
        </translation>
    </message>
    <message>
        <source>--%1: &quot;%2&quot; is not a mail address.</source>
        <translation>--%1：“%2”不是邮箱地址。</translation>
    </message>
    <message>
        <source>import an mbox, a Maildir or mail files</source>
        <translation>导入 mbox、Maildir 或邮件文件</translation>
    </message>
    <message>
        <source>write mail to files</source>
        <translation>把邮件导出为文件</translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) in %1 s, %2 skipped.</source>
        <translation>
            <numerusform>%1 秒内 %n 封邮件，跳过 %2 封。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s)</source>
        <translation>
            <numerusform>%n 封邮件</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 (%2 bytes). Passwords and tokens stay in the keychain.</source>
        <translation>%1（%2 字节）。密码和令牌仍保存在钥匙串中。</translation>
    </message>
    <message>
        <source>Restored.</source>
        <translation>已恢复。</translation>
    </message>
    <message>
        <source>Restored. What was there before is kept: %1</source>
        <translation>已恢复。原来的内容保存在：%1</translation>
    </message>
    <message>
        <source>copy the whole mailbox to a file</source>
        <translation>将整个邮箱备份到一个文件</translation>
    </message>
    <message>
        <source>put a backup in the place of the mailbox</source>
        <translation>用备份恢复邮箱</translation>
    </message>
    <message numerus="yes">
        <source>The mailbox was damaged and has been made anew; %n message(s) that exist nowhere else were rescued. The damaged file is kept: %1</source>
        <translation>
            <numerusform>邮箱数据已损坏并已重建；抢救了 %n 封只存在于本机的邮件。损坏的文件保存在：%1</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2 messages, %3 a second</source>
        <translation>%1 / %2 封邮件，每秒 %3 封</translation>
    </message>
    <message>
        <source>%1 messages, %2 a second</source>
        <translation>%1 封邮件，每秒 %2 封</translation>
    </message>
    <message>
        <source>--tls wants implicit, starttls or none.</source>
        <translation>--tls 只能是 implicit、starttls 或 none。</translation>
    </message>
    <message>
        <source>--imap and --smtp want HOST:PORT, for example imap.qq.com:993.</source>
        <translation>--imap 和 --smtp 要写成“主机:端口”，例如 imap.qq.com:993。</translation>
    </message>
    <message>
        <source>--tls none is for servers on this computer only.</source>
        <translation>--tls none 只能用于本机上的服务器。</translation>
    </message>
    <message>
        <source>The address of the mailbox is missing: --email ADDRESS.</source>
        <translation>缺少邮箱地址：--email 地址。</translation>
    </message>
    <message>
        <source>The password or authorization code is read from standard input: --password-stdin.</source>
        <translation>密码或授权码从标准输入读取：--password-stdin。</translation>
    </message>
    <message>
        <source>offer your mailbox to your own programs</source>
        <translation>把邮箱提供给你自己的程序使用</translation>
    </message>
    <message>
        <source>The mail on this computer has no server to send with; choose another account.</source>
        <translation>“本机”没有可以发信的服务器，请选择其他账号。</translation>
    </message>
    <message>
        <source>Serving %1 at %2, to programs on this computer. Ctrl+C ends it.</source>
        <translation>正在 %2 向这台电脑上的程序提供 %1，按 Ctrl+C 结束。</translation>
    </message>
    <message>
        <source>No application is registered yet. In another terminal: qingniaoctl serve apps add --name NAME</source>
        <translation>还没有登记应用。请在另一个终端运行：qingniaoctl serve apps add --name 名称</translation>
    </message>
    <message>
        <source>“%1” asks for access. If you opened its page yourself, type this code there: %2</source>
        <translation>“%1”请求访问。如果授权页面是你自己打开的，请在其中输入确认码：%2</translation>
    </message>
    <message>
        <source>Port %1 is taken by another program; choose one with --port N.</source>
        <translation>端口 %1 已被其他程序占用，请用 --port N 另选一个。</translation>
    </message>
    <message>
        <source>The mailbox wants you to sign in again: open Qingniao.</source>
        <translation>邮箱需要重新登录：请打开青鸟。</translation>
    </message>
    <message>
        <source>--redirect-uri wants the address that the application is called back at.</source>
        <translation>--redirect-uri 需要应用的回调地址。</translation>
    </message>
    <message>
        <source>The secret is shown this once and not kept here.</source>
        <translation>Client Secret 只显示这一次，这里不保存。</translation>
    </message>
    <message>
        <source>no access</source>
        <translation>未授权</translation>
    </message>
    <message>
        <source>last used %1</source>
        <translation>上次使用：%1</translation>
    </message>
    <message>
        <source>mark messages as read, flagged or answered, or not</source>
        <translation>把邮件标为已读、星标或已回复，或取消</translation>
    </message>
    <message>
        <source>move messages to a folder</source>
        <translation>把邮件移到文件夹</translation>
    </message>
    <message>
        <source>delete messages</source>
        <translation>删除邮件</translation>
    </message>
    <message>
        <source>If that is your own server and this is its certificate, add: --trust %1</source>
        <translation>如果这是你自己的服务器，并且这就是它的证书，请加上：--trust %1</translation>
    </message>
    <message>
        <source>--trust wants the SHA-256 fingerprint of the server&apos;s certificate.</source>
        <translation>--trust 需要服务器证书的 SHA-256 指纹。</translation>
    </message>
    <message>
        <source>No certificate is trusted for that server.</source>
        <translation>该服务器没有被信任的证书。</translation>
    </message>
    <message>
        <source>The certificate is not trusted any more.</source>
        <translation>已不再信任该证书。</translation>
    </message>
    <message>
        <source>--keep wants all or recent.</source>
        <translation>--keep 的值应为 all 或 recent。</translation>
    </message>
    <message>
        <source>This mail is only on this computer: all of it is kept.</source>
        <translation>这些邮件只在本机上，已经全部保留。</translation>
    </message>
    <message>
        <source>Keeping all mail on this computer: %1 of %2, %3 a second</source>
        <translation>正在把邮件保存到本机：%1 / %2，每秒 %3 封</translation>
    </message>
    <message>
        <source>The mail is in the outbox. It goes out with the next sync, or when Qingniao runs.</source>
        <translation>邮件在发件箱中，下次同步或青鸟运行时会发出。</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>Desktop client for QQ Mail</source>
        <translation>QQ 邮箱桌面客户端</translation>
    </message>
    <message>
        <source>Keep mail and settings in DIR.</source>
        <translation>把邮件和设置保存在 DIR 中。</translation>
    </message>
    <message>
        <source>Open a compose window alone.</source>
        <translation>只打开写信窗口。</translation>
    </message>
    <message>
        <source>Print the steps of the start with their times.</source>
        <translation>打印启动的各个步骤及其用时。</translation>
    </message>
    <message>
        <source>A mailto: address to write to.</source>
        <translation>要写给的 mailto: 地址。</translation>
    </message>
    <message>
        <source>Qingniao</source>
        <translation>青鸟</translation>
    </message>
</context>
<context>
    <name>qn::app::WindowController</name>
    <message>
        <source>Qingniao</source>
        <translation>青鸟</translation>
    </message>
    <message>
        <source>Your mailbox on this computer was damaged and has been repaired</source>
        <translation>本机上的邮箱数据曾损坏，现已修复</translation>
    </message>
    <message numerus="yes">
        <source>Mail is fetched from the server again. %n message(s) that exist only here were rescued. The damaged file is kept: %1</source>
        <translation>
            <numerusform>邮件会重新从服务器获取。已抢救 %n 封只存在于本机的邮件。损坏的文件保存在：%1</numerusform>
        </translation>
    </message>
    <message>
        <source>Your mailbox on this computer is damaged</source>
        <translation>本机上的邮箱数据已损坏</translation>
    </message>
    <message>
        <source>It is repaired when you start Qingniao the next time. Drafts and mail that is not sent yet are kept.</source>
        <translation>下次启动青鸟时会自动修复。草稿和尚未发出的邮件会保留。</translation>
    </message>
</context>
<context>
    <name>qn::auth::LoopbackRedirect</name>
    <message>
        <source>Almost done</source>
        <translation>就快好了</translation>
    </message>
    <message>
        <source>The sign-in was not completed</source>
        <translation>登录没有完成</translation>
    </message>
    <message>
        <source>You can close this page and go back to Qingniao.</source>
        <translation>可以关闭此页，回到青鸟。</translation>
    </message>
    <message>
        <source>You can close this page and try again in Qingniao.</source>
        <translation>可以关闭此页，在青鸟中再试一次。</translation>
    </message>
</context>
<context>
    <name>qn::models::ContactListModel</name>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
</context>
<context>
    <name>qn::models::DraftModel</name>
    <message>
        <source>Draft to %1, %2</source>
        <translation>写给 %1 的草稿，%2</translation>
    </message>
</context>
<context>
    <name>qn::models::FolderModel</name>
    <message>
        <source>Inbox</source>
        <translation>收件箱</translation>
    </message>
    <message>
        <source>Drafts</source>
        <translation>草稿箱</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>已发送</translation>
    </message>
    <message>
        <source>Archive</source>
        <translation>归档</translation>
    </message>
    <message>
        <source>Junk</source>
        <translation>垃圾箱</translation>
    </message>
    <message>
        <source>Trash</source>
        <translation>已删除</translation>
    </message>
    <message numerus="yes">
        <source>%1, %n unread</source>
        <translation>
            <numerusform>%1，%n 封未读</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>qn::models::MessageListModel</name>
    <message>
        <source>(No subject)</source>
        <translation>（无主题）</translation>
    </message>
    <message>
        <source>Unread</source>
        <translation>未读</translation>
    </message>
    <message>
        <source>Flagged</source>
        <translation>已加星标</translation>
    </message>
    <message>
        <source>from %1</source>
        <translation>来自 %1</translation>
    </message>
    <message>
        <source>no subject</source>
        <translation>无主题</translation>
    </message>
    <message>
        <source>with attachments</source>
        <translation>有附件</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between the parts of a description</comment>
        <translation>，</translation>
    </message>
</context>
<context>
    <name>qn::models::OutgoingModel</name>
    <message>
        <source>Waiting to be sent</source>
        <translation>等待发送</translation>
    </message>
    <message>
        <source>Sending</source>
        <translation>正在发送</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>已发送</translation>
    </message>
    <message>
        <source>Not known whether it was sent</source>
        <translation>不确定是否已发出</translation>
    </message>
    <message>
        <source>Not sent</source>
        <translation>未发出</translation>
    </message>
    <message>
        <source>%1, to %2, %3</source>
        <translation>%1，写给 %2，%3</translation>
    </message>
</context>
<context>
    <name>qn::models::RecipientCompletionModel</name>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
</context>
<context>
    <name>qn::webview::WebEngineHtmlView</name>
    <message>
        <source>Message text</source>
        <translation>邮件正文</translation>
    </message>
</context>
<context>
    <name>qn::webview::WebEngineLoginDialog</name>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>登录</translation>
    </message>
    <message>
        <source>Address of the sign-in page</source>
        <translation>登录页地址</translation>
    </message>
    <message>
        <source>Sign-in page</source>
        <translation>登录页</translation>
    </message>
    <message>
        <source>This link leads away from the sign-in, to %1. It was not opened.</source>
        <translation>这个链接会离开登录页，前往 %1，没有打开。</translation>
    </message>
    <message>
        <source>The identity of %1 could not be verified, so the page was not opened. Somebody may be listening in on this network.</source>
        <translation>无法确认 %1 的身份，因此没有打开页面。可能有人在这个网络上窃听。</translation>
    </message>
    <message>
        <source>The sign-in page stopped working.</source>
        <translation>登录页停止了工作。</translation>
    </message>
    <message>
        <source>The sign-in page could not be opened. Check the network connection and try again.</source>
        <translation>登录页无法打开。请检查网络连接后再试。</translation>
    </message>
</context>
<context>
    <name>qn::webview::WebEngineSitePage</name>
    <message>
        <source>The mail service&apos;s own page</source>
        <translation>邮箱服务的网页</translation>
    </message>
    <message>
        <source>The page could not be opened. Check the network connection, or open it in your browser.</source>
        <translation>网页打不开。请检查网络连接，或者用浏览器打开。</translation>
    </message>
    <message>
        <source>This link leads away from the mail service, to %1. It was not opened.</source>
        <translation>这个链接会离开邮箱服务，前往 %1，因此没有打开。</translation>
    </message>
    <message>
        <source>The identity of %1 could not be verified, so the page was not opened. Somebody may be listening in on this network.</source>
        <translation>无法确认 %1 的身份，因此没有打开网页。这个网络可能被人监听。</translation>
    </message>
    <message>
        <source>The page stopped working.</source>
        <translation>网页停止了工作。</translation>
    </message>
</context>
<context>
    <name>qn::widgets::AccountSettingsDialog</name>
    <message>
        <source>&amp;Keep all mail on this computer (about %1)</source>
        <translation>在本机保留全部邮件（约 %1）(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Keep all mail on this computer</source>
        <translation>在本机保留全部邮件(&amp;K)</translation>
    </message>
    <message>
        <source>No account yet</source>
        <translation>还没有账号</translation>
    </message>
    <message>
        <source>Add one to begin.</source>
        <translation>添加一个即可开始。</translation>
    </message>
    <message>
        <source>Accounts</source>
        <translation>账号</translation>
    </message>
    <message>
        <source>Your sign-in is kept in the keychain of this computer. Removing the account removes it there too.</source>
        <translation>登录信息保存在本机的钥匙串中，移除账号时会一并删除。</translation>
    </message>
    <message>
        <source>Not known yet</source>
        <translation>尚不清楚</translation>
    </message>
    <message>
        <source>Sample mailbox on this computer</source>
        <translation>本机的示例邮箱</translation>
    </message>
    <message>
        <source>Up to date, last sync %1</source>
        <translation>已是最新，上次同步 %1</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>正在连接…</translation>
    </message>
    <message>
        <source>Syncing…</source>
        <translation>正在同步…</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>离线</translation>
    </message>
    <message>
        <source>Please sign in again</source>
        <translation>请重新登录</translation>
    </message>
    <message>
        <source>Something went wrong</source>
        <translation>出了点问题</translation>
    </message>
    <message>
        <source>Sign In</source>
        <translation>登录</translation>
    </message>
    <message>
        <source>Sign In Again</source>
        <translation>重新登录</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Remove “%1”?</source>
        <translation>移除“%1”？</translation>
    </message>
    <message>
        <source>Its mail, contacts, drafts and sign-in are deleted from this computer. What is on the server stays there.</source>
        <translation>它的邮件、联系人、草稿和登录信息会从本机删除，服务器上的内容不受影响。</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Some mail has not been sent yet</source>
        <translation>还有邮件没有发出</translation>
    </message>
    <message>
        <source>It is lost if you remove the account now.</source>
        <translation>现在移除账号，它们就会丢失。</translation>
    </message>
    <message>
        <source>Remove Anyway</source>
        <translation>仍然移除</translation>
    </message>
    <message>
        <source>The account is removed, its keychain entries are not</source>
        <translation>账号已移除，钥匙串中的条目还在</translation>
    </message>
    <message>
        <source>Open the keychain program of this computer and delete the entries named Qingniao.</source>
        <translation>请打开本机的钥匙串程序，删除名为 Qingniao 的条目。</translation>
    </message>
    <message>
        <source>None: this mail is only on this computer</source>
        <translation>无：这些邮件只保存在本机</translation>
    </message>
    <message>
        <source>Stop trusting the certificate of %1?</source>
        <translation>不再信任 %1 的证书？</translation>
    </message>
    <message>
        <source>No mail comes or goes through this server until its certificate can be verified. When you sign in again you can trust it anew.</source>
        <translation>在该服务器的证书通过验证之前，不会再经它收发邮件。重新登录时可以再次信任它。</translation>
    </message>
    <message>
        <source>Do Not Trust</source>
        <translation>不再信任</translation>
    </message>
    <message>
        <source>Mail and attachments can then be read and searched without a network. Otherwise recent mail is kept, and older mail as you open it.</source>
        <translation>断网时也能阅读和搜索邮件、打开附件。不勾选时，只保留近期邮件，更早的邮件在打开后保留。</translation>
    </message>
    <message>
        <source>Keeping all mail on this computer: %1 of %2</source>
        <translation>正在把邮件保存到本机：%1 / %2</translation>
    </message>
</context>
<context>
    <name>qn::widgets::AccountWizard</name>
    <message>
        <source>Add Account</source>
        <translation>添加账号</translation>
    </message>
    <message>
        <source>The servers of %1 are not known. Please enter them; what is here is only a guess.</source>
        <translation>没有找到 %1 的服务器，请手动填写；下面只是猜测。</translation>
    </message>
    <message>
        <source>This mailbox is here already</source>
        <translation>这个邮箱已经添加过了</translation>
    </message>
    <message>
        <source>Sign In Again</source>
        <translation>重新登录</translation>
    </message>
    <message>
        <source>You are signed in, but only until Qingniao is closed: nothing of it may be stored outside the keychain.</source>
        <translation>你已登录，但只到青鸟关闭为止：登录信息不允许保存在钥匙串以外的地方。</translation>
    </message>
    <message>
        <source>Stay Signed In for This Run Only</source>
        <translation>仅本次保持登录</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>qn::widgets::AddAccountDialog</name>
    <message>
        <source>Add Account</source>
        <translation>添加账号</translation>
    </message>
    <message>
        <source>Empty: sign in with your browser</source>
        <translation>留空则用浏览器登录</translation>
    </message>
    <message>
        <source>Sign In</source>
        <translation>登录</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Please check the server address</source>
        <translation>请检查服务器地址</translation>
    </message>
    <message>
        <source>It begins with https://, like https://mail.qq.com</source>
        <translation>它以 https:// 开头，例如 https://mail.qq.com</translation>
    </message>
    <message>
        <source>The client ID is missing</source>
        <translation>缺少 Client ID</translation>
    </message>
    <message>
        <source>You find it at the open platform, in your application.</source>
        <translation>在开放平台上你的应用中可以找到。</translation>
    </message>
    <message>
        <source>Please check the redirect address</source>
        <translation>请检查回调地址</translation>
    </message>
    <message>
        <source>It must be exactly the one registered at the open platform.</source>
        <translation>它必须与开放平台上登记的完全相同。</translation>
    </message>
    <message>
        <source>QQ Mail</source>
        <translation>QQ 邮箱</translation>
    </message>
</context>
<context>
    <name>qn::widgets::AddressPage</name>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Set Up by Hand</source>
        <translation>手动设置</translation>
    </message>
    <message>
        <source>Mail address</source>
        <translation>邮箱地址</translation>
    </message>
    <message>
        <source>Mail address or QQ number</source>
        <translation>邮箱地址或 QQ 号</translation>
    </message>
    <message>
        <source>Add your mailbox</source>
        <translation>添加邮箱</translation>
    </message>
    <message>
        <source>Type its address; Qingniao knows or finds the servers.</source>
        <translation>输入地址，服务器由青鸟来找。</translation>
    </message>
    <message>
        <source>QQ Mail</source>
        <translation>QQ 邮箱</translation>
    </message>
    <message>
        <source>With an authorization code; Foxmail and VIP addresses too</source>
        <translation>用授权码登录，也支持 Foxmail 和 VIP 邮箱</translation>
    </message>
    <message>
        <source>Recommended</source>
        <translation>推荐</translation>
    </message>
    <message>
        <source>Another server</source>
        <translation>其他邮箱</translation>
    </message>
    <message>
        <source>Enter the servers for incoming and outgoing mail by hand</source>
        <translation>手动填写收信和发信服务器</translation>
    </message>
    <message>
        <source>QQ Mail Open API</source>
        <translation>QQ 邮箱开放接口</translation>
    </message>
    <message>
        <source>With the client ID of an application at the open platform</source>
        <translation>使用开放平台上应用的 Client ID</translation>
    </message>
    <message>
        <source>Sample mailbox</source>
        <translation>示例邮箱</translation>
    </message>
    <message>
        <source>To look around; it stays on this computer</source>
        <translation>先随便看看，一切只在这台电脑上</translation>
    </message>
    <message>
        <source>Looking for the servers of %1…</source>
        <translation>正在查找 %1 的服务器…</translation>
    </message>
    <message>
        <source>This is not a mail address, such as 12345678@qq.com.</source>
        <translation>这不是邮箱地址，正确的例如 12345678@qq.com。</translation>
    </message>
</context>
<context>
    <name>qn::widgets::ApplicationsPage</name>
    <message>
        <source>read your mail</source>
        <translation>读取你的邮件</translation>
    </message>
    <message>
        <source>send mail in your name</source>
        <translation>以你的名义发送邮件</translation>
    </message>
    <message>
        <source>mark, move and delete mail</source>
        <translation>标记、移动和删除邮件</translation>
    </message>
    <message>
        <source>see and change your contacts</source>
        <translation>查看和修改通讯录</translation>
    </message>
    <message>
        <source>see your contacts</source>
        <translation>查看通讯录</translation>
    </message>
    <message>
        <source>May %1</source>
        <translation>可以%1</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between the words of a list</comment>
        <translation>、</translation>
    </message>
    <message>
        <source>No application has access</source>
        <translation>还没有应用获得授权</translation>
    </message>
    <message>
        <source>Programs of yours ask for it through “qingniaoctl serve”.</source>
        <translation>你自己的程序可以通过 qingniaoctl serve 请求授权。</translation>
    </message>
    <message>
        <source>Applications</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>Programs on this computer that you have allowed to use your mail.</source>
        <translation>这台电脑上，你允许使用邮箱的程序。</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Allowed %1 · last used %2</source>
        <translation>授权于 %1 · 上次使用 %2</translation>
    </message>
    <message>
        <source>Take Back</source>
        <translation>取消授权</translation>
    </message>
    <message>
        <source>Take back the access of %1</source>
        <translation>取消对 %1 的授权</translation>
    </message>
    <message>
        <source>Take back the access of “%1”?</source>
        <translation>取消对“%1”的授权？</translation>
    </message>
    <message>
        <source>It can read and send nothing from then on, until you agree again.</source>
        <translation>此后它不能再读信、发信，直到你再次同意。</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
</context>
<context>
    <name>qn::widgets::AttachmentActions</name>
    <message>
        <source>Open attachment</source>
        <translation>打开附件</translation>
    </message>
    <message>
        <source>“%1” is a kind of file that can run programs.</source>
        <translation>“%1”是一种可以运行程序的文件。</translation>
    </message>
    <message>
        <source>Open it only if you expected it and trust the sender.</source>
        <translation>只有在你预期收到它、并且信任发件人时才打开。</translation>
    </message>
    <message>
        <source>Save instead…</source>
        <translation>改为保存…</translation>
    </message>
    <message>
        <source>Open anyway</source>
        <translation>仍然打开</translation>
    </message>
    <message>
        <source>Could not write %1</source>
        <translation>无法写入 %1</translation>
    </message>
    <message>
        <source>No program opens this kind of file</source>
        <translation>没有程序能打开这种文件</translation>
    </message>
    <message>
        <source>Save attachment</source>
        <translation>保存附件</translation>
    </message>
    <message>
        <source>Saved %1</source>
        <translation>已保存 %1</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Could not download %1: %2</source>
        <translation>无法下载 %1：%2</translation>
    </message>
</context>
<context>
    <name>qn::widgets::AttachmentBar</name>
    <message>
        <source>Attachments</source>
        <translation>附件</translation>
    </message>
</context>
<context>
    <name>qn::widgets::AttachmentCard</name>
    <message>
        <source>Attachment %1, %2</source>
        <translation>附件 %1，%2</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>Save %1</source>
        <translation>保存 %1</translation>
    </message>
    <message>
        <source>Fetching…</source>
        <translation>正在获取…</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stop fetching %1</source>
        <translation>停止获取 %1</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
</context>
<context>
    <name>qn::widgets::CodeGuide</name>
    <message>
        <source>How to get the %1</source>
        <translation>如何获取%1</translation>
    </message>
</context>
<context>
    <name>qn::widgets::CompletionPopup</name>
    <message>
        <source>Matching contacts</source>
        <translation>匹配的联系人</translation>
    </message>
</context>
<context>
    <name>qn::widgets::ComposeAttachment</name>
    <message>
        <source>%1, being read</source>
        <translation>%1，正在读取</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>Attachment. Delete removes it.</source>
        <translation>附件。按 Delete 移除。</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
</context>
<context>
    <name>qn::widgets::ComposeLauncher</name>
    <message>
        <source>Too late: the mail is on its way</source>
        <translation>来不及了：邮件已在路上</translation>
    </message>
</context>
<context>
    <name>qn::widgets::ComposeWindow</name>
    <message>
        <source>To</source>
        <translation>收件人</translation>
    </message>
    <message>
        <source>Cc</source>
        <translation>抄送</translation>
    </message>
    <message>
        <source>Bcc</source>
        <translation>密送</translation>
    </message>
    <message>
        <source>From</source>
        <translation>发件人</translation>
    </message>
    <message>
        <source>Write something…</source>
        <translation>写点什么…</translation>
    </message>
    <message>
        <source>Send (%1)</source>
        <translation>发送（%1）</translation>
    </message>
    <message>
        <source>Throw this mail away</source>
        <translation>丢弃这封邮件</translation>
    </message>
    <message>
        <source>Draft saved</source>
        <translation>草稿已保存</translation>
    </message>
    <message>
        <source>Save Again</source>
        <translation>再次保存</translation>
    </message>
    <message>
        <source>%1 &lt;%2&gt;</source>
        <translation>%1 &lt;%2&gt;</translation>
    </message>
    <message>
        <source>The server of this account cannot do this</source>
        <translation>这个账号的服务器做不到</translation>
    </message>
    <message>
        <source>Attach files</source>
        <translation>添加附件</translation>
    </message>
    <message>
        <source>New Mail</source>
        <translation>写信</translation>
    </message>
    <message>
        <source>Reading files…</source>
        <translation>正在读取文件…</translation>
    </message>
    <message>
        <source>“%1” is not an address</source>
        <translation>“%1”不是邮箱地址</translation>
    </message>
    <message>
        <source>Who is it for?</source>
        <translation>写给谁？</translation>
    </message>
    <message>
        <source>Add at least one recipient.</source>
        <translation>请至少添加一位收件人。</translation>
    </message>
    <message>
        <source>This account cannot send copies</source>
        <translation>这个账号不能发送抄送</translation>
    </message>
    <message>
        <source>Move everybody to To, or choose another account.</source>
        <translation>请把所有人移到收件人，或换一个账号。</translation>
    </message>
    <message>
        <source>This account cannot send attachments</source>
        <translation>这个账号不能发送附件</translation>
    </message>
    <message>
        <source>Remove them, or choose another account.</source>
        <translation>请移除附件，或换一个账号。</translation>
    </message>
    <message>
        <source>This mail is too large</source>
        <translation>邮件太大</translation>
    </message>
    <message>
        <source>The server takes at most %1. Remove an attachment.</source>
        <translation>服务器最多接受 %1，请移除附件。</translation>
    </message>
    <message>
        <source>No subject yet</source>
        <translation>还没有主题</translation>
    </message>
    <message>
        <source>A few words help to find this mail again.</source>
        <translation>写几个字，以后好找。</translation>
    </message>
    <message>
        <source>Send Anyway</source>
        <translation>仍然发送</translation>
    </message>
    <message>
        <source>Did you forget the attachment?</source>
        <translation>是不是忘了附件？</translation>
    </message>
    <message>
        <source>You mention one, but there is none.</source>
        <translation>正文提到了附件，但还没有添加。</translation>
    </message>
    <message>
        <source>Attach…</source>
        <translation>添加附件…</translation>
    </message>
    <message>
        <source>Try Again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Sending…</source>
        <translation>正在发送…</translation>
    </message>
    <message>
        <source>Throw this mail away?</source>
        <translation>丢弃这封邮件？</translation>
    </message>
    <message>
        <source>It cannot be brought back.</source>
        <translation>丢弃后无法恢复。</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>Attach Files</source>
        <translation>添加附件</translation>
    </message>
    <message>
        <source>“%1” is too large</source>
        <translation>“%1”太大</translation>
    </message>
    <message>
        <source>All attachments together may have at most %1.</source>
        <translation>所有附件合计最多 %1。</translation>
    </message>
    <message>
        <source>“%1” was not attached</source>
        <translation>没有添加“%1”</translation>
    </message>
</context>
<context>
    <name>qn::widgets::ContactEditDialog</name>
    <message>
        <source>New Contact</source>
        <translation>新建联系人</translation>
    </message>
    <message>
        <source>Edit Contact</source>
        <translation>编辑联系人</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Please check the address</source>
        <translation>请检查地址</translation>
    </message>
</context>
<context>
    <name>qn::widgets::ContactsWindow</name>
    <message>
        <source>Choose somebody</source>
        <translation>选择一位联系人</translation>
    </message>
    <message>
        <source>Everything about them is shown here.</source>
        <translation>这里会显示详细信息。</translation>
    </message>
    <message>
        <source>Contacts</source>
        <translation>通讯录</translation>
    </message>
    <message>
        <source>No contacts yet</source>
        <translation>还没有联系人</translation>
    </message>
    <message>
        <source>They appear here after the first sync.</source>
        <translation>首次同步后会出现在这里。</translation>
    </message>
    <message>
        <source>Nobody found</source>
        <translation>没有找到</translation>
    </message>
    <message>
        <source>Try fewer letters, or a part of the address.</source>
        <translation>试试少输几个字，或输入地址的一部分。</translation>
    </message>
    <message>
        <source>The server of this account keeps its contacts to itself: they can only be read here</source>
        <translation>这个账号的服务器不允许修改联系人，这里只能查看</translation>
    </message>
    <message>
        <source>Edit this contact</source>
        <translation>编辑这位联系人</translation>
    </message>
    <message>
        <source>Delete this contact</source>
        <translation>删除这位联系人</translation>
    </message>
    <message>
        <source>New contact (%1)</source>
        <translation>新建联系人（%1）</translation>
    </message>
    <message>
        <source>Delete %1?</source>
        <translation>删除 %1？</translation>
    </message>
    <message>
        <source>The contact is deleted on the server too.</source>
        <translation>服务器上的联系人也会删除。</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Try Again</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>qn::widgets::FolderView</name>
    <message>
        <source>Folders</source>
        <translation>文件夹</translation>
    </message>
</context>
<context>
    <name>qn::widgets::InlineNotice</name>
    <message>
        <source>Dismiss</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>qn::widgets::MailActions</name>
    <message>
        <source>Moved to %1</source>
        <translation>已移到%1</translation>
    </message>
    <message numerus="yes">
        <source>%n messages moved to %1</source>
        <translation>
            <numerusform>已将 %n 封邮件移到%1</numerusform>
        </translation>
    </message>
    <message>
        <source>Deleted</source>
        <translation>已删除</translation>
    </message>
    <message>
        <source>Moved to Trash</source>
        <translation>已移到“已删除”</translation>
    </message>
    <message numerus="yes">
        <source>%n messages moved to Trash</source>
        <translation>
            <numerusform>已将 %n 封邮件移到“已删除”</numerusform>
        </translation>
    </message>
    <message>
        <source>Delete for good</source>
        <translation>彻底删除</translation>
    </message>
    <message>
        <source>Delete this message for good?</source>
        <translation>彻底删除这封邮件？</translation>
    </message>
    <message numerus="yes">
        <source>Delete %n messages for good?</source>
        <translation>
            <numerusform>彻底删除 %n 封邮件？</numerusform>
        </translation>
    </message>
    <message>
        <source>They cannot be brought back.</source>
        <translation>删除后无法恢复。</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message numerus="yes">
        <source>%n messages marked as read</source>
        <translation>
            <numerusform>已将 %n 封邮件标为已读</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n messages marked as unread</source>
        <translation>
            <numerusform>已将 %n 封邮件标为未读</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n messages starred</source>
        <translation>
            <numerusform>已为 %n 封邮件加星标</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n stars removed</source>
        <translation>
            <numerusform>已取消 %n 个星标</numerusform>
        </translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Too late to undo</source>
        <translation>来不及撤销了</translation>
    </message>
</context>
<context>
    <name>qn::widgets::MailServersPage</name>
    <message>
        <source>None (this computer only)</source>
        <translation>不加密（仅限本机）</translation>
    </message>
    <message>
        <source>The mail address</source>
        <translation>邮箱地址</translation>
    </message>
    <message>
        <source>Please check the name of the server</source>
        <translation>请检查服务器名称</translation>
    </message>
    <message>
        <source>It is a name such as imap.example.com, without anything around it.</source>
        <translation>只填名称，例如 imap.example.com，前后不带其他内容。</translation>
    </message>
    <message>
        <source>Please check the port</source>
        <translation>请检查端口</translation>
    </message>
    <message>
        <source>It is a number such as 993.</source>
        <translation>它是一个数字，例如 993。</translation>
    </message>
    <message>
        <source>Without encryption your password could be read by anybody</source>
        <translation>不加密的话，谁都能看到你的密码</translation>
    </message>
    <message>
        <source>That is possible only for a server on this computer. Choose TLS or STARTTLS.</source>
        <translation>只有本机上的服务器才可以这样。请选择 TLS 或 STARTTLS。</translation>
    </message>
    <message>
        <source>Please check the address for contacts</source>
        <translation>请检查通讯录地址</translation>
    </message>
    <message>
        <source>It begins with https://, or is left empty.</source>
        <translation>以 https:// 开头，也可以不填。</translation>
    </message>
</context>
<context>
    <name>qn::widgets::MailboxPage</name>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Mail address</source>
        <translation>邮箱地址</translation>
    </message>
    <message>
        <source>Client &amp;ID</source>
        <translation>Client &amp;ID</translation>
    </message>
    <message>
        <source>Use the Code on the Clipboard</source>
        <translation>使用剪贴板中的授权码</translation>
    </message>
    <message>
        <source>A code that you copy is offered here.</source>
        <translation>复制授权码后，可以在这里直接使用。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>更改…</translation>
    </message>
    <message>
        <source>Change the servers</source>
        <translation>更改服务器</translation>
    </message>
    <message>
        <source>It is kept in the keychain of this computer and nowhere else.</source>
        <translation>只保存在这台电脑的钥匙串中，别处一概不存。</translation>
    </message>
    <message>
        <source>Your mailbox</source>
        <translation>你的邮箱</translation>
    </message>
    <message>
        <source>Please sign in again: the server no longer takes what is stored.</source>
        <translation>请重新登录：服务器不再接受已保存的登录信息。</translation>
    </message>
    <message>
        <source>You sign in on the service&apos;s own page, in your browser.</source>
        <translation>在浏览器里，到邮箱服务的网页上登录。</translation>
    </message>
    <message>
        <source>Sign in with your address and the %1.</source>
        <translation>用邮箱地址和%1登录。</translation>
    </message>
    <message>
        <source>Sign in with your address and password.</source>
        <translation>用邮箱地址和密码登录。</translation>
    </message>
    <message>
        <source>Sign In with the Browser</source>
        <translation>用浏览器登录</translation>
    </message>
    <message>
        <source>Sign In</source>
        <translation>登录</translation>
    </message>
    <message>
        <source>Servers: %1, %2</source>
        <translation>服务器：%1、%2</translation>
    </message>
    <message>
        <source>Signing in to %1…</source>
        <translation>正在登录%1…</translation>
    </message>
    <message>
        <source>Please check the address</source>
        <translation>请检查邮箱地址</translation>
    </message>
    <message>
        <source>It looks like 12345678@qq.com.</source>
        <translation>例如 12345678@qq.com。</translation>
    </message>
    <message>
        <source>The client ID is missing</source>
        <translation>还没有填写 Client ID</translation>
    </message>
    <message>
        <source>You get it where your application is registered.</source>
        <translation>在注册应用的地方可以看到。</translation>
    </message>
    <message>
        <source>The %1 is missing</source>
        <translation>还没有填写%1</translation>
    </message>
    <message>
        <source>The guide shows how to get it.</source>
        <translation>右侧的步骤会告诉你如何获取。</translation>
    </message>
</context>
<context>
    <name>qn::widgets::MainWindow</name>
    <message>
        <source>Write</source>
        <translation>写信</translation>
    </message>
    <message>
        <source>Add account</source>
        <translation>添加账号</translation>
    </message>
    <message>
        <source>Menu (F10)</source>
        <translation>菜单（F10）</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>菜单</translation>
    </message>
    <message>
        <source>This link is not a web address and was not opened</source>
        <translation>这个链接不是网址，没有打开</translation>
    </message>
    <message>
        <source>About Qingniao</source>
        <translation>关于青鸟</translation>
    </message>
    <message>
        <source>Qingniao %1</source>
        <translation>青鸟 %1</translation>
    </message>
    <message>
        <source>A calm mail client for QQ Mail. Free software under the GPL, version 3 or later. Not an official product of Tencent or QQ Mail. Icons by Lucide.</source>
        <translation>一款安静的 QQ 邮箱客户端。以 GPL 第 3 版或更新版本发布的自由软件，并非腾讯或 QQ 邮箱的官方产品。图标来自 Lucide。</translation>
    </message>
</context>
<context>
    <name>qn::widgets::MessageHead</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>另外 %n 人</numerusform>
        </translation>
    </message>
    <message>
        <source>(no subject)</source>
        <translation>（无主题）</translation>
    </message>
    <message>
        <source>to</source>
        <translation>收件人</translation>
    </message>
    <message>
        <source>cc</source>
        <translation>抄送</translation>
    </message>
</context>
<context>
    <name>qn::widgets::MessageListDelegate</name>
    <message>
        <source>(no recipient)</source>
        <translation>（无收件人）</translation>
    </message>
    <message>
        <source>To: %1</source>
        <translation>收件人：%1</translation>
    </message>
    <message>
        <source>(no subject)</source>
        <translation>（无主题）</translation>
    </message>
    <message>
        <source>Reply</source>
        <translation>回复</translation>
    </message>
    <message>
        <source>Reply all</source>
        <translation>回复全部</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>转发</translation>
    </message>
    <message>
        <source>Archive</source>
        <translation>归档</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Mark as junk</source>
        <translation>标为垃圾邮件</translation>
    </message>
    <message>
        <source>Remove star</source>
        <translation>取消星标</translation>
    </message>
    <message>
        <source>Star</source>
        <translation>加星标</translation>
    </message>
    <message>
        <source>Mark as read</source>
        <translation>标为已读</translation>
    </message>
    <message>
        <source>Mark as unread</source>
        <translation>标为未读</translation>
    </message>
</context>
<context>
    <name>qn::widgets::MessageListView</name>
    <message>
        <source>Messages</source>
        <translation>邮件</translation>
    </message>
</context>
<context>
    <name>qn::widgets::OutgoingBanner</name>
    <message>
        <source>Send again</source>
        <translation>重新发送</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>已发送</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
</context>
<context>
    <name>qn::widgets::PersonChip</name>
    <message>
        <source>Me</source>
        <translation>我</translation>
    </message>
    <message>
        <source>Write to %1</source>
        <translation>写信给 %1</translation>
    </message>
    <message>
        <source>Copy address</source>
        <translation>复制地址</translation>
    </message>
</context>
<context>
    <name>qn::widgets::PlainTextView</name>
    <message>
        <source>Message text</source>
        <translation>邮件正文</translation>
    </message>
</context>
<context>
    <name>qn::widgets::ReaderView</name>
    <message>
        <source>No message selected</source>
        <translation>没有选中邮件</translation>
    </message>
    <message>
        <source>Choose one on the left to read it here.</source>
        <translation>在左侧选一封，就在这里阅读。</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>邮件</translation>
    </message>
    <message numerus="yes">
        <source>%n messages selected</source>
        <translation>
            <numerusform>已选中 %n 封邮件</numerusform>
        </translation>
    </message>
    <message>
        <source>Delete, archive or mark them all at once.</source>
        <translation>可以一起删除、归档或标记。</translation>
    </message>
    <message>
        <source>This message has no text.</source>
        <translation>这封邮件没有正文。</translation>
    </message>
    <message>
        <source>Remote content is blocked</source>
        <translation>已阻止远程内容</translation>
    </message>
    <message>
        <source>Pictures from the network were not loaded, so the sender cannot see that you read this.</source>
        <translation>没有加载网络图片，发件人因此无法得知你已阅读。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>qn::widgets::RecipientChip</name>
    <message>
        <source>%1: %2</source>
        <comment>address, and what is wrong with it</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Recipient. Delete removes it, Enter edits it.</source>
        <translation>收件人。按 Delete 移除，按回车编辑。</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Copy Address</source>
        <translation>复制地址</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
</context>
<context>
    <name>qn::widgets::RecipientField</name>
    <message>
        <source>Type a name or an address; a comma or Enter ends it</source>
        <translation>输入姓名或地址，用逗号或回车结束</translation>
    </message>
</context>
<context>
    <name>qn::widgets::SearchBar</name>
    <message>
        <source>All mail</source>
        <translation>全部邮件</translation>
    </message>
    <message>
        <source>Every folder but trash and junk</source>
        <translation>除已删除和垃圾箱外的所有文件夹</translation>
    </message>
    <message>
        <source>Only “%1”</source>
        <translation>仅“%1”</translation>
    </message>
    <message>
        <source>All mail, trash and junk</source>
        <translation>全部邮件，含已删除和垃圾箱</translation>
    </message>
</context>
<context>
    <name>qn::widgets::SearchController</name>
    <message>
        <source>There is no folder of this name.</source>
        <translation>没有这个文件夹。</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>正在搜索…</translation>
    </message>
    <message>
        <source>%1+ results</source>
        <comment>at least so many</comment>
        <translation>%1+ 个结果</translation>
    </message>
    <message>
        <source>No results</source>
        <translation>没有结果</translation>
    </message>
    <message numerus="yes">
        <source>%Ln results</source>
        <translation>
            <numerusform>%Ln 个结果</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing in “%1” matches.</source>
        <translation>“%1”里没有符合的邮件。</translation>
    </message>
    <message>
        <source>Fewer or shorter words find more.</source>
        <translation>少写几个词，或换个短一点的词试试。</translation>
    </message>
    <message>
        <source>No results for “%1”</source>
        <translation>没有找到“%1”</translation>
    </message>
    <message>
        <source>Search all mail</source>
        <translation>搜索全部邮件</translation>
    </message>
    <message>
        <source>Search trash and junk, too</source>
        <translation>也搜索已删除和垃圾箱</translation>
    </message>
    <message numerus="yes">
        <source>Indexing… %Ln messages left</source>
        <translation>
            <numerusform>正在建立索引… 还剩 %Ln 封</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>qn::widgets::SearchField</name>
    <message>
        <source>Search mail</source>
        <translation>搜索邮件</translation>
    </message>
    <message>
        <source>Type words, names or operators such as from: and is:unread. Down goes to the results, Escape back to the mailbox.</source>
        <translation>输入词语、姓名，或“发件人:”“状态:未读”等条件。按下方向键进入结果，按 Esc 回到邮箱。</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>清除搜索</translation>
    </message>
</context>
<context>
    <name>qn::widgets::SearchPopup</name>
    <message>
        <source>Search suggestions</source>
        <translation>搜索建议</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
</context>
<context>
    <name>qn::widgets::SecretField</name>
    <message>
        <source>Hide</source>
        <translation>隐藏</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
</context>
<context>
    <name>qn::widgets::SignInController</name>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Continue in your browser</source>
        <translation>请在浏览器中继续</translation>
    </message>
    <message>
        <source>Please open the sign-in page</source>
        <translation>请打开登录页</translation>
    </message>
    <message>
        <source>Sign in there; this window closes by itself when you are done.</source>
        <translation>在那里登录，完成后这个窗口会自动关闭。</translation>
    </message>
    <message>
        <source>No browser could be started. Copy the address and open it in one on this computer.</source>
        <translation>未能启动浏览器。请复制地址，在本机的浏览器中打开。</translation>
    </message>
    <message>
        <source>Open Again</source>
        <translation>再次打开</translation>
    </message>
    <message>
        <source>Copy Address</source>
        <translation>复制地址</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Try Again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Change Details…</source>
        <translation>修改信息…</translation>
    </message>
    <message>
        <source>You are signed in, but only until Qingniao is closed: nothing of it may be stored outside the keychain.</source>
        <translation>你已登录，但只到关闭青鸟为止：登录信息不能保存在钥匙串之外。</translation>
    </message>
    <message>
        <source>Stay Signed In for This Run Only</source>
        <translation>仅在本次运行期间保持登录</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>qn::widgets::SignInHelp</name>
    <message>
        <source>Outlook wants its own sign-in page</source>
        <translation>Outlook 只能在它自己的网页登录</translation>
    </message>
    <message>
        <source>It takes no passwords from mail programs any more, and this copy of Qingniao is not registered with Microsoft. With the client ID of an application that is, you can go on.</source>
        <translation>它不再接受邮件客户端发送的密码，而这个版本的青鸟没有在微软注册。填写已注册应用的 Client ID 就可以继续。</translation>
    </message>
    <message>
        <source>Your browser does the rest</source>
        <translation>接下来交给浏览器</translation>
    </message>
    <message>
        <source>You allow access on the service&apos;s own page and come back here.</source>
        <translation>在邮箱服务的网页上允许访问，然后回到这里。</translation>
    </message>
    <message>
        <source>Encrypted all the way</source>
        <translation>全程加密</translation>
    </message>
    <message>
        <source>Qingniao checks the server&apos;s certificate before it sends your password. If the service has passwords for mail programs, make one in its web settings and use that.</source>
        <translation>青鸟会先核对服务器的证书，再发送密码。如果邮箱提供客户端专用密码，请在网页版设置里生成一个来使用。</translation>
    </message>
    <message>
        <source>Show the Steps</source>
        <translation>查看步骤</translation>
    </message>
    <message>
        <source>Open in the Browser</source>
        <translation>用浏览器打开</translation>
    </message>
</context>
<context>
    <name>qn::widgets::SignInTrouble</name>
    <message>
        <source>Trust This Certificate for This Server</source>
        <translation>信任此服务器的这张证书</translation>
    </message>
    <message>
        <source>Show the Guide Again</source>
        <translation>再看一遍步骤</translation>
    </message>
    <message>
        <source>The server&apos;s own words: %1</source>
        <translation>服务器原话：%1</translation>
    </message>
    <message>
        <source>The certificate of %1 is not trusted</source>
        <translation>%1 的证书不受信任</translation>
    </message>
    <message>
        <source>Your password was not sent. Trust it only where this is your own or your company&apos;s server and you know its certificate.</source>
        <translation>你的密码没有发出。只有当这是你自己或公司的服务器，并且你认得这张证书时，才可以信任。</translation>
    </message>
    <message>
        <source>Issued to</source>
        <translation>颁发给</translation>
    </message>
    <message>
        <source>Issued by</source>
        <translation>颁发者</translation>
    </message>
    <message>
        <source>%1 (itself)</source>
        <translation>%1（自签名）</translation>
    </message>
    <message>
        <source>Valid</source>
        <translation>有效期</translation>
    </message>
    <message>
        <source>%1 to %2 (expired)</source>
        <translation>%1 至 %2（已过期）</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 至 %2</translation>
    </message>
    <message>
        <source>SHA-256 fingerprint</source>
        <translation>SHA-256 指纹</translation>
    </message>
</context>
<context>
    <name>qn::widgets::Skeleton</name>
    <message>
        <source>Loading</source>
        <translation>正在载入</translation>
    </message>
</context>
<context>
    <name>qn::widgets::StatusLine</name>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>登录</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>qn::widgets::TransferMenu</name>
    <message>
        <source>&amp;Import Mail File…</source>
        <translation>导入邮件文件(&amp;I)…</translation>
    </message>
    <message>
        <source>Import Mail &amp;Folder…</source>
        <translation>导入邮件文件夹(&amp;F)…</translation>
    </message>
    <message>
        <source>&amp;Export This Folder…</source>
        <translation>导出此文件夹(&amp;E)…</translation>
    </message>
    <message>
        <source>Import mail</source>
        <translation>导入邮件</translation>
    </message>
    <message>
        <source>Mail files (*.mbox *.eml *.mbx *.msg);;All files (*)</source>
        <translation>邮件文件 (*.mbox *.eml *.mbx *.msg);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Importing mail…</source>
        <translation>正在导入邮件…</translation>
    </message>
    <message>
        <source>Import a folder of mail</source>
        <translation>导入邮件文件夹</translation>
    </message>
    <message>
        <source>Export %1</source>
        <translation>导出%1</translation>
    </message>
    <message>
        <source>Mailbox file (*.mbox)</source>
        <translation>邮箱文件 (*.mbox)</translation>
    </message>
    <message>
        <source>Exporting mail…</source>
        <translation>正在导出邮件…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) so far</source>
        <translation>
            <numerusform>已处理 %n 封邮件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) imported</source>
        <translation>
            <numerusform>已导入 %n 封邮件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) exported</source>
        <translation>
            <numerusform>已导出 %n 封邮件</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>qn::widgets::TrustedCertificates</name>
    <message>
        <source>SHA-256 %1…</source>
        <translation>SHA-256 %1…</translation>
    </message>
    <message>
        <source>Do Not Trust Any More</source>
        <translation>不再信任</translation>
    </message>
    <message>
        <source>Do not trust the certificate of %1 any more</source>
        <translation>不再信任 %1 的证书</translation>
    </message>
</context>
</TS>
