// SPDX-License-Identifier: GPL-3.0-or-later
// The floor of every start: an empty window of the same Qt. Prints when it is painted, when it has answered a key, as
// qingniao --trace-startup=exit does, and what it takes, and leaves.
#include <QApplication>
#include <QFile>
#include <QKeyEvent>
#include <QPaintEvent>
#include <QTimer>
#include <QWidget>

#include <cstdio>
#include <utility>

namespace {

class EmptyWindow final : public QWidget
{
protected:
    void paintEvent(QPaintEvent *) override
    {
        if (!std::exchange(m_isPainted, true))
            QTimer::singleShot(0, this, &EmptyWindow::pressKey); // when this paint is on the screen
    }
    void keyReleaseEvent(QKeyEvent *) override
    {
        QTimer::singleShot(0, this, &EmptyWindow::leave);
    }

private:
    void pressKey()
    {
        std::fprintf(stderr, "startup: inbox painted\n");
        for (const QEvent::Type type : {QEvent::KeyPress, QEvent::KeyRelease})
            QCoreApplication::postEvent(this, new QKeyEvent(type, Qt::Key_Down, Qt::NoModifier));
    }
    void leave()
    {
        std::fprintf(stderr, "startup: key answered\n");
        QFile file(QStringLiteral("/proc/self/smaps_rollup"));
        if (file.open(QIODevice::ReadOnly)) {
            const QList<QByteArray> lines = file.readAll().split('\n');
            for (const QByteArray &line : lines) {
                if (line.startsWith("Rss:") || line.startsWith("Pss:"))
                    std::fprintf(stderr, "startup: %s\n", line.simplified().constData());
            }
        }
        QCoreApplication::quit();
    }

    bool m_isPainted = false;
};

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    EmptyWindow window;
    window.resize(1240, 800);
    window.show();
    return QApplication::exec();
}
