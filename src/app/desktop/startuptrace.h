// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractItemView>
#include <QElapsedTimer>
#include <QObject>
#include <QPointer>

namespace qn::app {

class FirstPaint;

/// `--trace-startup`: says on the error output when each step of the start was reached, in milliseconds since the process began
/// (its beginning is known to 10 ms on Linux; other systems count from main()). `--trace-startup=exit` leaves the program when
/// the inbox is painted with mail in it and has answered a key, `--trace-startup=libraries` names what is loaded at that paint
/// (Linux). Where the inbox is empty at first, it also says when the first mail is painted in it. Does nothing where the option is not given.
class StartupTrace final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(StartupTrace)

public:
    /// Before the application exists, so that loading it is seen.
    StartupTrace(int argc, char **argv);
    bool isOn() const { return m_mode != Mode::Off; }
    void step(const char *name);
    /// Follows the first paint to its end, and the key after it.
    void watch(const FirstPaint &paint);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    enum class Mode { Off, Print, Exit, Libraries };
    void pressKey();
    void answered();
    void lookForMail();

    Mode m_mode = Mode::Off;
    QElapsedTimer m_sinceMain;
    qint64 m_beforeMain = 0; ///< milliseconds
    QPointer<QAbstractItemView> m_list;
    bool m_waitsForMail = false;
};

} // namespace qn::app
