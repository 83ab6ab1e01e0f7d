// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/style.h"

#include "widgets/stylepaint.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QComboBox>
#include <QCoreApplication>
#include <QLineEdit>
#include <QScrollBar>
#include <QTabBar>
#include <QTextEdit>
#include <QToolBar>

using namespace Qt::StringLiterals;

namespace qn::widgets {

QingniaoStyle::QingniaoStyle() : QProxyStyle(u"fusion"_s)
{
    setObjectName(u"qingniao"_s);
}

void QingniaoStyle::drawPrimitive(
    PrimitiveElement element, const QStyleOption *option, QPainter *painter, const QWidget *widget) const
{
    const Tokens tokens = Tokens::of(option->palette);
    switch (element) {
    case PE_PanelButtonCommand:
        return paint::pushButton(*option, *painter, widget);
    case PE_PanelButtonTool:
        return paint::toolButtonPanel(*option, *painter);
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
        return paint::checkIndicator(*option, *painter);
    case PE_IndicatorRadioButton:
        return paint::radioIndicator(*option, *painter);
    case PE_PanelLineEdit:
        return paint::fieldPanel(*option, *painter, widget);
    case PE_Frame:
        return paint::frame(*option, *painter, widget);
    case PE_PanelMenu:
    case PE_FrameMenu:
        return paint::menuPanel(*option, *painter);
    case PE_PanelItemViewItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionViewItem *>(option))
            paint::viewItem(*item, *painter, widget);
        return;
    case PE_PanelItemViewRow:
        return; // items paint themselves
    case PE_IndicatorBranch:
        return paint::branch(*option, *painter);
    case PE_PanelTipLabel:
        return paint::box(*painter, option->rect, 0, option->palette.color(QPalette::ToolTipBase), QColor());
    case PE_FrameGroupBox:
        return paint::box(*painter, option->rect, Tokens::radius, tokens.raised, tokens.border);
    case PE_FrameTabWidget:
    case PE_FrameTabBarBase:
        painter->fillRect(QRect(option->rect.left(), option->rect.top(), option->rect.width(), 1), tokens.border);
        return;
    case PE_FrameFocusRect:
        if (option->state.testFlag(State_KeyboardFocusChange) && !qobject_cast<const QAbstractItemView *>(widget))
            paint::focusRing(*painter, option->rect, 4, tokens);
        return;
    case PE_IndicatorArrowDown:
    case PE_IndicatorArrowUp:
    case PE_IndicatorArrowLeft:
    case PE_IndicatorArrowRight: {
        static const QHash<int, QString> names{{PE_IndicatorArrowDown, u"chevron-down"_s}, {PE_IndicatorArrowUp, u"chevron-up"_s},
            {PE_IndicatorArrowLeft, u"chevron-left"_s}, {PE_IndicatorArrowRight, u"chevron-right"_s}};
        const int side = qMin(14, qMax(10, option->rect.height()));
        QRect place(0, 0, side, side);
        place.moveCenter(option->rect.center());
        return paint::icon(*painter, names.value(element), place,
            option->state.testFlag(State_Enabled) ? tokens.textSecond : paint::mix(tokens.textThird, tokens.surface, 0.5));
    }
    case PE_PanelStatusBar:
        return painter->fillRect(option->rect, tokens.surface);
    case PE_FrameStatusBarItem:
    case PE_FrameDockWidget:
    case PE_FrameButtonTool:
    case PE_IndicatorToolBarHandle:
        return;
    case PE_PanelMenuBar:
        return painter->fillRect(option->rect, tokens.surface);
    default:
        return QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void QingniaoStyle::drawControl(
    ControlElement element, const QStyleOption *option, QPainter *painter, const QWidget *widget) const
{
    const Tokens tokens = Tokens::of(option->palette);
    switch (element) {
    case CE_PushButtonBevel:
        return paint::pushButton(*option, *painter, widget);
    case CE_PushButtonLabel:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option))
            paint::pushButtonLabel(*button, *painter, widget, *proxy());
        return;
    case CE_MenuItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option))
            paint::menuItem(*item, *painter);
        return;
    case CE_MenuEmptyArea:
        return painter->fillRect(option->rect, tokens.raised);
    case CE_MenuBarItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option))
            paint::menuBarItem(*item, *painter, *proxy());
        return;
    case CE_MenuBarEmptyArea:
    case CE_ToolBar:
        return painter->fillRect(option->rect, tokens.surface);
    case CE_Splitter:
        return painter->fillRect(option->rect, tokens.border);
    case CE_TabBarTabShape:
        if (const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(option))
            paint::tab(*tab, *painter);
        return;
    case CE_HeaderSection:
    case CE_HeaderEmptyArea:
        return paint::headerSection(*option, *painter);
    case CE_ProgressBar:
        if (const auto *bar = qstyleoption_cast<const QStyleOptionProgressBar *>(option))
            paint::progressBar(*bar, *painter);
        return;
    case CE_ShapedFrame:
        if (const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option)) {
            if (frame->frameShape == QFrame::HLine || frame->frameShape == QFrame::VLine) {
                QRect line = option->rect;
                if (frame->frameShape == QFrame::HLine)
                    line = QRect(line.left(), line.center().y(), line.width(), 1);
                else
                    line = QRect(line.center().x(), line.top(), 1, line.height());
                return painter->fillRect(line, tokens.border);
            }
        }
        return QProxyStyle::drawControl(element, option, painter, widget);
    default:
        return QProxyStyle::drawControl(element, option, painter, widget);
    }
}

void QingniaoStyle::drawComplexControl(
    ComplexControl control, const QStyleOptionComplex *option, QPainter *painter, const QWidget *widget) const
{
    if (control == CC_ComboBox) {
        if (const auto *box = qstyleoption_cast<const QStyleOptionComboBox *>(option))
            return paint::comboBox(*box, *painter, widget);
    }
    if (control == CC_ScrollBar) {
        if (const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option))
            return paint::scrollBar(*bar, *painter, widget, *proxy());
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

QRect QingniaoStyle::subElementRect(SubElement element, const QStyleOption *option, const QWidget *widget) const
{
    if (element == SE_LineEditContents && !(widget && widget->property("quiet").toBool()))
        return QProxyStyle::subElementRect(element, option, widget).adjusted(6, 0, -6, 0);
    if (element == SE_PushButtonFocusRect)
        return option->rect;
    if (element == SE_PushButtonLayoutItem && widget && widget->property("flush").isValid()) {
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option)) {
            const int beside = paint::besideLabel(*button, widget->sizeHint().width());
            return option->rect.adjusted(beside + widget->property("flush").toInt(), 0, -beside, 0);
        }
    }
    return QProxyStyle::subElementRect(element, option, widget);
}

QRect QingniaoStyle::subControlRect(
    ComplexControl control, const QStyleOptionComplex *option, SubControl sub, const QWidget *widget) const
{
    if (control == CC_ComboBox && sub == SC_ComboBoxEditField)
        return visualRect(option->direction, option->rect, option->rect.adjusted(10, 2, -28, -2));
    if (control == CC_ScrollBar) {
        const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option);
        if (!bar)
            return {};
        const bool upright = bar->orientation == Qt::Vertical;
        const int length = upright ? bar->rect.height() : bar->rect.width();
        const int span = bar->maximum - bar->minimum;
        int size = length;
        if (span > 0)
            size = qBound(qMin(32, length), int(qint64(length) * bar->pageStep / (qint64(span) + bar->pageStep)), length);
        const int start = sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition, length - size, bar->upsideDown);
        const auto along = [&](int from, int extent) {
            return upright ? QRect(bar->rect.left(), bar->rect.top() + from, bar->rect.width(), extent)
                           : QRect(bar->rect.left() + from, bar->rect.top(), extent, bar->rect.height());
        };
        switch (sub) {
        case SC_ScrollBarSlider:
            return along(start, size);
        case SC_ScrollBarGroove:
            return bar->rect;
        case SC_ScrollBarSubPage:
            return along(0, start);
        case SC_ScrollBarAddPage:
            return along(start + size, length - start - size);
        default:
            return {}; // no arrows
        }
    }
    return QProxyStyle::subControlRect(control, option, sub, widget);
}

QSize QingniaoStyle::sizeFromContents(
    ContentsType type, const QStyleOption *option, const QSize &size, const QWidget *widget) const
{
    QSize result = QProxyStyle::sizeFromContents(type, option, size, widget);
    switch (type) {
    case CT_PushButton: {
        const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option);
        const bool bare = button && button->text.isEmpty();
        result.setHeight(qMax(paint::controlHeight, size.height() + 8));
        result.setWidth(bare ? qMax(result.height(), size.width() + 12) : qMax(76, size.width() + 32));
        if (button && button->features.testFlag(QStyleOptionButton::HasMenu))
            result.rwidth() += 12;
        return result;
    }
    case CT_LineEdit:
        return {result.width(), qMax(result.height(), paint::controlHeight)};
    case CT_ComboBox:
        return {size.width() + 44, qMax(paint::controlHeight, size.height() + 8)};
    case CT_SpinBox:
        return {result.width(), qMax(result.height(), paint::controlHeight)};
    case CT_MenuItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option))
            return paint::menuItemSize(*item, size);
        return result;
    case CT_MenuBarItem:
        return {size.width() + 18, size.height() + 10};
    case CT_ToolButton:
        return {qMax(result.width(), size.width() + 14), qMax(paint::controlHeight, size.height() + 10)};
    case CT_TabBarTab:
        return {result.width() + 12, qMax(result.height(), 38)};
    case CT_ItemViewItem:
        return {result.width(), qMax(result.height(), 32)};
    case CT_HeaderSection:
        return {result.width(), qMax(result.height(), 32)};
    default:
        return result;
    }
}

int QingniaoStyle::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (metric) {
    case PM_ScrollBarExtent:
        return 12;
    case PM_ScrollBarSliderMin:
        return 32;
    case PM_ScrollView_ScrollBarSpacing:
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
    case PM_MenuBarPanelWidth:
    case PM_ToolBarFrameWidth:
    case PM_ToolBarHandleExtent:
    case PM_TabBarTabShiftVertical:
    case PM_TabBarTabShiftHorizontal:
    case PM_MenuHMargin:
        return 0;
    case PM_SplitterWidth:
    case PM_MenuPanelWidth:
    case PM_DefaultFrameWidth:
        return 1;
    case PM_MenuVMargin:
        return 5;
    case PM_MenuBarHMargin:
        return 6;
    case PM_ToolBarItemMargin:
        return 6;
    case PM_ToolBarItemSpacing:
        return 4;
    case PM_ToolBarIconSize:
        return 20;
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
    case PM_ListViewIconSize:
        return 18;
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
        return 18;
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing:
        return 8;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing:
        return 8;
    case PM_LayoutLeftMargin:
    case PM_LayoutTopMargin:
    case PM_LayoutRightMargin:
    case PM_LayoutBottomMargin:
        return 16;
    case PM_ToolTipLabelFrameWidth:
        return 7;
    case PM_TabBarBaseOverlap:
        return 1;
    case PM_TreeViewIndentation:
        return 16;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int QingniaoStyle::styleHint(
    StyleHint hint, const QStyleOption *option, const QWidget *widget, QStyleHintReturn *data) const
{
    switch (hint) {
    case SH_ItemView_ShowDecorationSelected:
    case SH_ItemView_ActivateItemOnSingleClick:
        return hint == SH_ItemView_ShowDecorationSelected;
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
    case SH_ComboBox_Popup:
    case SH_DialogButtonBox_ButtonsHaveIcons:
    case SH_ScrollBar_Transient:
        return 0;
    case SH_MenuBar_MouseTracking:
    case SH_Menu_MouseTracking:
    case SH_ScrollBar_LeftClickAbsolutePosition:
    case SH_Menu_FlashTriggeredItem:
        return hint != SH_Menu_FlashTriggeredItem;
    case SH_Widget_Animation_Duration:
        return 120;
    case SH_ToolTip_WakeUpDelay:
        return 500;
    default:
        return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

QIcon QingniaoStyle::standardIcon(StandardPixmap icon, const QStyleOption *option, const QWidget *widget) const
{
    const Tokens tokens = Tokens::of(option ? option->palette : widget ? widget->palette() : QPalette());
    switch (icon) {
    case SP_MessageBoxWarning:
        return themeIcon(u"triangle-alert"_s, tokens.warning);
    case SP_MessageBoxCritical:
        return themeIcon(u"circle-alert"_s, tokens.danger);
    case SP_MessageBoxInformation:
        return themeIcon(u"info"_s, tokens.accent);
    case SP_MessageBoxQuestion:
        return themeIcon(u"info"_s, tokens.accent);
    case SP_LineEditClearButton:
        return themeIcon(u"x"_s);
    case SP_ToolBarHorizontalExtensionButton:
        return themeIcon(u"ellipsis"_s);
    default:
        return QProxyStyle::standardIcon(icon, option, widget);
    }
}

void QingniaoStyle::polish(QWidget *widget)
{
    QProxyStyle::polish(widget);
    if (qobject_cast<QAbstractButton *>(widget) || qobject_cast<QComboBox *>(widget) || qobject_cast<QLineEdit *>(widget)
        || qobject_cast<QScrollBar *>(widget) || qobject_cast<QTabBar *>(widget) || qobject_cast<QTextEdit *>(widget))
        widget->setAttribute(Qt::WA_Hover);
    if (auto *view = qobject_cast<QAbstractItemView *>(widget))
        view->viewport()->setAttribute(Qt::WA_Hover);
    if (widget->property("flush").isValid()) {
        QEvent changed(QEvent::StyleChange); // a button asks for SE_PushButtonLayoutItem when it is made, and then
        QCoreApplication::sendEvent(widget, &changed);
    }
}

} // namespace qn::widgets
