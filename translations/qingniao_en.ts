<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>FolderTexts</name>
    <message numerus="yes">
        <source>%n unread</source>
        <translation>
            <numerusform>%n unread</numerusform>
            <numerusform>%n unread</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n messages</source>
        <translation>
            <numerusform>%n message</numerusform>
            <numerusform>%n messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln messages</source>
        <translation>
            <numerusform>%Ln message</numerusform>
            <numerusform>%Ln messages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SignInAdvice</name>
    <message numerus="yes">
        <source>Wait about %n minute(s). Each attempt before that makes it longer.</source>
        <translation>
            <numerusform>Wait about %n minute. Each attempt before that makes it longer.</numerusform>
            <numerusform>Wait about %n minutes. Each attempt before that makes it longer.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message numerus="yes">
        <source>%n message(s) indexed</source>
        <translation>
            <numerusform>%n message indexed</numerusform>
            <numerusform>%n messages indexed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) to be read</source>
        <translation>
            <numerusform>%n message to be read</numerusform>
            <numerusform>%n messages to be read</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Serving %n message(s) of %1 at %2 (any client id). Ctrl+C ends it.</source>
        <translation>
            <numerusform>Serving %n message of %1 at %2 (any client id). Ctrl+C ends it.</numerusform>
            <numerusform>Serving %n messages of %1 at %2 (any client id). Ctrl+C ends it.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) in %1 s, %2 skipped.</source>
        <translation>
            <numerusform>%n message in %1 s, %2 skipped.</numerusform>
            <numerusform>%n messages in %1 s, %2 skipped.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s)</source>
        <translation>
            <numerusform>%n message</numerusform>
            <numerusform>%n messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The mailbox was damaged and has been made anew; %n message(s) that exist nowhere else were rescued. The damaged file is kept: %1</source>
        <translation>
            <numerusform>The mailbox was damaged and has been made anew; %n message(s) that exist nowhere else were rescued. The damaged file is kept: %1</numerusform>
            <numerusform>The mailbox was damaged and has been made anew; %n message(s) that exist nowhere else were rescued. The damaged file is kept: %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>qn::app::WindowController</name>
    <message numerus="yes">
        <source>Mail is fetched from the server again. %n message(s) that exist only here were rescued. The damaged file is kept: %1</source>
        <translation>
            <numerusform>Mail is fetched from the server again. %n message(s) that exist only here were rescued. The damaged file is kept: %1</numerusform>
            <numerusform>Mail is fetched from the server again. %n message(s) that exist only here were rescued. The damaged file is kept: %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>qn::models::FolderModel</name>
    <message numerus="yes">
        <source>%1, %n unread</source>
        <translation>
            <numerusform>%1, %n unread</numerusform>
            <numerusform>%1, %n unread</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>qn::widgets::MailActions</name>
    <message numerus="yes">
        <source>%n messages moved to %1</source>
        <translation>
            <numerusform>%n message moved to %1</numerusform>
            <numerusform>%n messages moved to %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n messages moved to Trash</source>
        <translation>
            <numerusform>%n message moved to Trash</numerusform>
            <numerusform>%n messages moved to Trash</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n messages for good?</source>
        <translation>
            <numerusform>Delete %n message for good?</numerusform>
            <numerusform>Delete %n messages for good?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n messages marked as read</source>
        <translation>
            <numerusform>%n message marked as read</numerusform>
            <numerusform>%n messages marked as read</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n messages marked as unread</source>
        <translation>
            <numerusform>%n message marked as unread</numerusform>
            <numerusform>%n messages marked as unread</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n messages starred</source>
        <translation>
            <numerusform>%n messages starred</numerusform>
            <numerusform>%n messages starred</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n stars removed</source>
        <translation>
            <numerusform>%n stars removed</numerusform>
            <numerusform>%n stars removed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>qn::widgets::MessageHead</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>qn::widgets::ReaderView</name>
    <message numerus="yes">
        <source>%n messages selected</source>
        <translation>
            <numerusform>%n message selected</numerusform>
            <numerusform>%n messages selected</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>qn::widgets::SearchController</name>
    <message numerus="yes">
        <source>%Ln results</source>
        <translation>
            <numerusform>%Ln result</numerusform>
            <numerusform>%Ln results</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Indexing… %Ln messages left</source>
        <translation>
            <numerusform>Indexing… %Ln message left</numerusform>
            <numerusform>Indexing… %Ln messages left</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>qn::widgets::TransferMenu</name>
    <message numerus="yes">
        <source>%n message(s) so far</source>
        <translation>
            <numerusform>%n message(s) so far</numerusform>
            <numerusform>%n message(s) so far</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) imported</source>
        <translation>
            <numerusform>%n message(s) imported</numerusform>
            <numerusform>%n message(s) imported</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) exported</source>
        <translation>
            <numerusform>%n message(s) exported</numerusform>
            <numerusform>%n message(s) exported</numerusform>
        </translation>
    </message>
</context>
</TS>
