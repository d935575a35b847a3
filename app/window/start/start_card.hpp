// SPDX-License-Identifier: MIT
// Something to open on the start page: a card with a large picture, or a row with a small one.
#pragma once

#include <QAbstractButton>
#include <QImage>

namespace leafscope {

class StartCard : public QAbstractButton {
    Q_OBJECT

public:
    enum class Shape { Card, Row };

    /// `note` stands below the title of a card and at the end of a row.
    StartCard(Shape shape, const QString& title, const QString& note, const QString& icon,
              QWidget* parent);
    /// A second line of a row, shortened in its middle: the path.
    void setPath(const QString& path);
    /// Instead of the icon. Null keeps the icon.
    void setPicture(const QImage& picture);
    /// What it opens is not there: grey, and says so.
    void setMissing(bool missing);
    bool isMissing() const { return m_missing; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void removeRequested(); ///< by the Delete key or the context menu of a row

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void paintGround(QPainter& painter) const;
    void paintPicture(QPainter& painter, const QRect& place) const;
    void paintCard(QPainter& painter) const;
    void paintRow(QPainter& painter) const;
    void describe();

    Shape m_shape;
    QString m_note;
    QString m_icon;
    QString m_path;
    QImage m_picture;
    bool m_missing = false;
};

} // namespace leafscope
