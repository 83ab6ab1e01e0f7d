// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/mailservice.h"

#include <QWidget>

namespace qn::widgets {

/// A small drawing of what a step of a guide is about.
class GuidePictureView final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(GuidePictureView)

public:
    explicit GuidePictureView(GuidePicture picture, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const GuidePicture m_picture;
};

} // namespace qn::widgets
