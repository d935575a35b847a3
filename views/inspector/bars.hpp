// SPDX-License-Identifier: MIT
// The small drawings of the inspector: a sample with crisp pixels, a share bar, a class mix with
// its legend.
#pragma once

#include "views/inspector/inspector_data.hpp"

#include <QImage>
#include <QWidget>

namespace leafscope {

/// A sample enlarged by a whole number of device pixels per pixel of the sample.
class SampleImage : public QWidget {
    Q_OBJECT

public:
    explicit SampleImage(QWidget* parent)
        : QWidget(parent)
    {
    }
    void setImage(const QImage& image);
    QSize sizeHint() const override { return {200, 200}; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QSizeF drawnSize(int width) const;

    QImage m_image;
};

/// A thin bar that is full at 1.
class ShareBar : public QWidget {
    Q_OBJECT

public:
    explicit ShareBar(QWidget* parent);
    void setShare(double share);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    double m_share = 0;
};

/// One bar divided by class, and a line of the legend for each.
class MixBar : public QWidget {
    Q_OBJECT

public:
    explicit MixBar(QWidget* parent)
        : QWidget(parent)
    {
    }
    void setMix(std::vector<ClassShare> mix);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<ClassShare> m_mix;
};

/// Named numbers below each other.
class NumberList : public QWidget {
    Q_OBJECT

public:
    explicit NumberList(QWidget* parent)
        : QWidget(parent)
    {
    }
    void setNumbers(std::vector<SampleNumber> numbers);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {100, sizeHint().height()}; }

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<SampleNumber> m_numbers;
};

} // namespace leafscope
