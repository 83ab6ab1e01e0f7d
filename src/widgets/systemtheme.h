// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QObject>

namespace qn::widgets {

/// Whether the desktop is dark. Qt 6.4 cannot tell, so: QN_THEME=dark|light, else what the platform knows at once (its palette,
/// the registry), else what GNOME's settings say a moment later, without anybody waiting for it. Their answer is kept in a
/// settings file, so that the next start begins with it and asks when its window is up.
class SystemTheme final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SystemTheme)

public:
    /// `memory` is the settings file; empty: none.
    explicit SystemTheme(QString memory, QObject *parent = nullptr);
    ~SystemTheme() override;
    bool isDark() const { return m_dark; }

signals:
    void changed(bool dark);

private:
    void askDesktop();
    void adopt(bool dark);
    void remember() const;
    const QString m_memory;
    bool m_dark = false;
    bool m_asking = false;
    QElapsedTimer m_sinceAsked;
};

} // namespace qn::widgets
