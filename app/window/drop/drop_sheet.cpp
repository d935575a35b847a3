// SPDX-License-Identifier: MIT
#include "app/window/drop/drop_sheet.hpp"

#include "app/window/message.hpp"
#include "app/window/recent.hpp"
#include "views/style/theme.hpp"

#include <QClipboard>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>

#include <algorithm>

namespace leafscope {

namespace {

constexpr int kWidth = 640;
constexpr int kMostHeight = 560;
constexpr int kNothing = -1;

QString choiceText(Opened kind)
{
    switch (kind) {
    case Opened::Data:
        return DropSheet::tr("Open as data");
    case Opened::Model:
        return DropSheet::tr("Open as model");
    case Opened::Embedding:
        return DropSheet::tr("Open as embedding");
    case Opened::Session:
        break;
    }
    return DropSheet::tr("Open as session");
}

QLabel* label(const QString& text, const char* role, QWidget* parent)
{
    auto* made = new QLabel(text, parent);
    made->setTextFormat(Qt::PlainText);
    made->setWordWrap(true);
    made->setTextInteractionFlags(Qt::TextSelectableByMouse);
    if (*role)
        made->setProperty("role", QLatin1String(role));
    return made;
}

} // namespace

DropSheet::DropSheet(std::vector<Recognised> files, QWidget* parent)
    : QDialog(parent)
    , m_files(std::move(files))
    , m_choices(m_files.size(), nullptr)
{
    setWindowTitle(tr("Open %1 files").arg(m_files.size()));
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, style::kSpace4);
    outer->setSpacing(style::kSpace4);
    auto* scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setAccessibleName(tr("Files"));
    auto* ground = new QWidget;
    ground->setProperty("role", QStringLiteral("panel"));
    ground->setAttribute(Qt::WA_StyledBackground);
    auto* rows = new QVBoxLayout(ground);
    rows->setContentsMargins(style::kSpace4, style::kSpace2, style::kSpace4, style::kSpace2);
    rows->setSpacing(0);
    for (std::size_t file = 0; file < m_files.size(); ++file) {
        if (file > 0) {
            auto* line = new QFrame(ground);
            line->setFrameShape(QFrame::HLine);
            rows->addWidget(line);
        }
        rows->addWidget(makeRow(file));
    }
    rows->addStretch(1);
    scroll->setWidget(ground);
    outer->addWidget(scroll, 1);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    buttons->setContentsMargins(style::kSpace4, 0, style::kSpace4, 0);
    m_open = new QPushButton(buttons);
    m_open->setProperty("role", QStringLiteral("primary"));
    buttons->addButton(m_open, QDialogButtonBox::AcceptRole);
    m_open->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    outer->addWidget(buttons);
    // Of two that exclude each other the first is chosen.
    for (std::size_t file = 0; file < m_files.size(); ++file)
        settle(file);
    refresh();
    resize(kWidth, std::min(kMostHeight, ground->heightForWidth(kWidth) + 90));
}

QWidget* DropSheet::makeRow(std::size_t file)
{
    const Recognised& shown = m_files[file];
    const bool wrong = !shown.problem.isEmpty();
    auto* row = new QWidget;
    auto* across = new QHBoxLayout(row);
    across->setContentsMargins(0, style::kSpace3, 0, style::kSpace3);
    across->setSpacing(style::kSpace3);
    auto* icon = new QLabel(row);
    const QString name = wrong      ? QStringLiteral("warning")
                         : shown.as ? kindIcon(*shown.as)
                                    : QStringLiteral("check");
    icon->setPixmap(style::icon(name, wrong ? style::tokens().danger : style::tokens().secondary)
                        .pixmap(20, 20));
    across->addWidget(icon, 0, Qt::AlignTop);
    auto* column = new QVBoxLayout;
    column->setSpacing(style::kSpace1);
    column->addWidget(label(shown.name(), "", row));
    if (!shown.what.isEmpty() && !wrong)
        column->addWidget(label(
            shown.partOf.isEmpty()
                ? shown.summary()
                : tr("%1; opens with %2").arg(shown.summary(), QFileInfo(shown.partOf).fileName()),
            "secondary", row));
    if (wrong)
        addProblem(*column, shown, row);
    across->addLayout(column, 1);
    if (shown.as)
        across->addWidget(makeChoice(file), 0, Qt::AlignTop);
    return row;
}

QComboBox* DropSheet::makeChoice(std::size_t file)
{
    const Recognised& shown = m_files[file];
    auto* box = new QComboBox;
    box->setAccessibleName(tr("What to do with %1").arg(shown.name()));
    for (const Opened kind : shown.choices)
        box->addItem(choiceText(kind), int(kind));
    box->addItem(tr("Do not open"), kNothing);
    box->setCurrentIndex(box->findData(int(*shown.as)));
    m_choices[file] = box;
    connect(box, &QComboBox::activated, this, [this, file] {
        settle(file);
        refresh();
    });
    return box;
}

void DropSheet::addProblem(QVBoxLayout& column, const Recognised& file, QWidget* row)
{
    const Message message = parseMessage(file.problem);
    column.addWidget(label(message.headline, "danger", row)); // the name stands above
    if (const QString details = message.details(); !details.isEmpty())
        column.addWidget(label(details, "secondary", row));
    if (message.code.isEmpty())
        return;
    QLabel* code = label(message.code, "code", row);
    code->setFont(style::font(style::FontRole::Monospace));
    column.addWidget(code);
    auto* copy =
        new QPushButton(style::icon(QStringLiteral("copy")), tr("Copy the Python lines"), row);
    copy->setAutoDefault(false);
    copy->setAccessibleDescription(file.name());
    connect(copy, &QPushButton::clicked, this,
            [code = message.code] { QGuiApplication::clipboard()->setText(code); });
    column.addWidget(copy, 0, Qt::AlignLeft);
}

void DropSheet::settle(std::size_t changed)
{
    if (!m_choices[changed])
        return;
    const int kind = m_choices[changed]->currentData().toInt();
    const auto whole = [](int one) {
        return one == int(Opened::Session) || one == int(Opened::Embedding);
    };
    for (std::size_t file = 0; file < m_files.size(); ++file) {
        QComboBox* box = m_choices[file];
        if (!box || file == changed || kind == kNothing)
            continue;
        const int other = box->currentData().toInt();
        // A session or an embedding replaces whatever is open; so does another of the same kind.
        if (other != kNothing && (other == kind || whole(other) || whole(kind)))
            box->setCurrentIndex(box->findData(kNothing));
    }
}

std::vector<Recognised> DropSheet::chosen() const
{
    std::vector<Recognised> files = m_files;
    for (std::size_t file = 0; file < files.size(); ++file) {
        if (!m_choices[file])
            continue;
        const int kind = m_choices[file]->currentData().toInt();
        files[file].as = kind == kNothing ? std::nullopt : std::optional(Opened(kind));
    }
    return files;
}

void DropSheet::refresh()
{
    const std::vector<Recognised> files = chosen();
    const auto count = std::count_if(files.begin(), files.end(),
                                     [](const Recognised& file) { return file.as.has_value(); });
    m_open->setText(count == 1 ? tr("Open 1 file") : tr("Open %1 files").arg(count));
    m_open->setEnabled(count > 0);
}

} // namespace leafscope
