// SPDX-License-Identifier: MIT
// Studies: the results of several analyses side by side, each as pages of charts, matrices and
// lists of samples.
#pragma once

#include "views/frame/picture_sources.hpp"
#include "views/frame/view.hpp"
#include "views/study/study_page.hpp"

#include <map>
#include <string>
#include <vector>

class QComboBox;
class QStackedLayout;
class QToolButton;

namespace leafscope {

class MessagePage;
class StudyCanvas;
class StudyList;
namespace style {
class ElidedLabel;
}

class StudyView : public View, public PictureSources {
    Q_OBJECT

public:
    StudyView(Session& session, QWidget* parent);

    QString name() const override { return QStringLiteral("study"); }
    QString title() const override { return tr("Studies"); }
    Fact fact() const override { return Fact::Studies; }
    Json state() const override;
    void restore(const Json& state) override;
    QImage picture(QSize size) override;
    QByteArray svg(QSize size) override;
    QByteArray table() const override;
    std::map<std::string, Recipe> sources() const override;

    /// Shows the study of this analysis as soon as it is there.
    void choose(const std::string& analysis);
    /// The analysis whose study is shown; "" if none is.
    std::string shown() const;
    /// What its pages are called in the state, in order.
    std::vector<std::string> pageKeys() const;
    void choosePage(const std::string& key);

    StudyCanvas& canvas() { return *m_canvas; }
    StudyList& list() { return *m_list; }

protected:
    void changeEvent(QEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void build();
    QWidget* makeHeader();
    void connectSession();
    /// Pages anew, from the results and where the person is.
    void refresh();
    void fillHeader();
    void showState();
    void showPage();
    StudyContext context() const;
    const StudyPage* page() const; ///< null if there is none
    QString caption() const;
    void stepPage(int step);
    void clicked(int point);
    void step(int step);
    void setAlike(bool alike);
    void paint(QPainter& painter, QSize size);

    std::string m_wanted;                        ///< analysis
    std::map<std::string, std::string> m_chosen; ///< page by analysis
    bool m_alike = false;                        ///< order of a matrix
    StudyContext m_kept;                         ///< for a session without layers and classes
    std::vector<StudyPage> m_studyPages;
    QWidget* m_header = nullptr;
    QComboBox* m_studies = nullptr;
    QComboBox* m_pageBox = nullptr;
    QToolButton* m_alikeButton = nullptr;
    style::ElidedLabel* m_caption = nullptr;
    StudyCanvas* m_canvas = nullptr;
    StudyList* m_list = nullptr;
    MessagePage* m_message = nullptr;
    QStackedLayout* m_stack = nullptr;
};

} // namespace leafscope
