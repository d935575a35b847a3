// SPDX-License-Identifier: MIT
#include "app/window/preferences/preferences_dialog.hpp"

#include "app/window/main_window.hpp"
#include "app/window/preferences/shortcut_editor.hpp"
#include "core/session/artifacts.hpp"
#include "views/style/theme.hpp"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

#include <thread>

namespace leafscope {

namespace {

constexpr int kTextSizes[] = {85, 100, 115, 130, 150, 175, 200};

QFormLayout* makeForm(QWidget* page)
{
    auto* form = new QFormLayout(page);
    form->setContentsMargins(style::kSpace4, style::kSpace4, style::kSpace4, style::kSpace4);
    form->setHorizontalSpacing(style::kSpace4);
    form->setVerticalSpacing(style::kSpace3);
    form->setFieldGrowthPolicy(QFormLayout::FieldsStayAtSizeHint);
    form->setLabelAlignment(Qt::AlignRight | Qt::AlignVCenter);
    return form;
}

void addRow(QFormLayout& form, const QString& name, QWidget* field, const QString& help = {})
{
    field->setAccessibleName(name);
    field->setToolTip(help);
    auto* label = new QLabel(name, field->parentWidget());
    label->setBuddy(field);
    form.addRow(label, field);
}

QLabel* remark(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setProperty("role", QStringLiteral("caption"));
    label->setWordWrap(true);
    label->setMinimumWidth(400);
    return label;
}

} // namespace

PreferencesDialog::PreferencesDialog(MainWindow& window)
    : QDialog(&window)
    , m_window(window)
{
    setWindowTitle(tr("Preferences"));
    setObjectName(QStringLiteral("preferences"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, style::kSpace2, 0, style::kSpace4);
    column->setSpacing(style::kSpace3);
    auto* tabs = new QTabWidget(this);
    tabs->setDocumentMode(true);
    tabs->addTab(makeAppearance(), tr("Appearance"));
    tabs->addTab(makeComputing(), tr("Computing"));
    tabs->addTab(new ShortcutEditor(window.actions(), this), tr("Shortcuts"));
    tabs->setAccessibleName(tr("Preferences"));
    tabs->tabBar()->setAccessibleName(tr("Kinds of preferences"));
    column->addWidget(tabs, 1);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->setContentsMargins(style::kSpace4, 0, style::kSpace4, 0);
    buttons->button(QDialogButtonBox::Close)->setAutoDefault(false);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    column->addWidget(buttons);
    resize(620, 540);
}

void PreferencesDialog::change(const std::function<void(Preferences&)>& edit)
{
    Preferences preferences = loadPreferences();
    edit(preferences);
    m_window.setPreferences(preferences);
}

QWidget* PreferencesDialog::makeAppearance()
{
    const Preferences now = loadPreferences();
    auto* page = new QWidget(this);
    QFormLayout* form = makeForm(page);
    auto* look = new QComboBox(page);
    for (const QString& name : {tr("Light"), tr("Dark"), tr("As the system")})
        look->addItem(name);
    look->setCurrentIndex(int(now.look));
    connect(look, &QComboBox::activated, this,
            [this](int index) { change([&](Preferences& p) { p.look = Look(index); }); });
    addRow(*form, tr("Theme"), look);
    auto* text = new QComboBox(page);
    for (const int percent : kTextSizes)
        text->addItem(tr("%1 %").arg(percent), percent);
    text->setCurrentIndex(std::max(0, text->findData(now.textPercent)));
    connect(text, &QComboBox::activated, this, [this, text] {
        change([&](Preferences& p) { p.textPercent = text->currentData().toInt(); });
    });
    addRow(*form, tr("Text size"), text);
    auto* motion = new QCheckBox(tr("Cut instead of moving"), page);
    motion->setChecked(now.reducedMotion);
    connect(motion, &QCheckBox::toggled, this,
            [this](bool on) { change([&](Preferences& p) { p.reducedMotion = on; }); });
    addRow(*form, tr("Motion"), motion, tr("Turns every animation into a cut."));
    return page;
}

QWidget* PreferencesDialog::makeComputing()
{
    const Preferences now = loadPreferences();
    auto* page = new QWidget(this);
    QFormLayout* form = makeForm(page);
    const int cores = std::max(1, int(std::thread::hardware_concurrency()));
    auto* threads = new QSpinBox(page);
    threads->setRange(0, cores);
    threads->setSpecialValueText(tr("all %1 cores").arg(cores));
    threads->setValue(now.threads);
    connect(threads, &QSpinBox::valueChanged, this,
            [this](int n) { change([&](Preferences& p) { p.threads = n; }); });
    addRow(*form, tr("Threads"), threads,
           tr("For computations that start from now on. Results do not depend on it."));
    addCacheFolder(*form);
    addLimits(*form);
    return page;
}

void PreferencesDialog::addLimits(QFormLayout& form)
{
    const Preferences now = loadPreferences();
    auto* limit = new QSpinBox(this);
    limit->setRange(0, 10000);
    limit->setSpecialValueText(tr("no limit"));
    limit->setSuffix(tr(" GB"));
    limit->setValue(now.cacheGigabytes);
    limit->setKeyboardTracking(false); // "50" is not 5 first
    connect(limit, &QSpinBox::valueChanged, this,
            [this](int n) { change([&](Preferences& p) { p.cacheGigabytes = n; }); });
    addRow(form, tr("Results may take"), limit,
           tr("Beyond it the results that were not used for longest are removed; they can be "
              "computed again."));
    auto* autosave = new QSpinBox(this);
    autosave->setRange(1, 60);
    autosave->setSuffix(tr(" s after a change"));
    autosave->setValue(now.autosaveSeconds);
    connect(autosave, &QSpinBox::valueChanged, this,
            [this](int n) { change([&](Preferences& p) { p.autosaveSeconds = n; }); });
    addRow(form, tr("Autosave"), autosave, tr("What a crash can lose at most."));
}

void PreferencesDialog::addCacheFolder(QFormLayout& form)
{
    auto* row = new QWidget(this);
    auto* across = new QHBoxLayout(row);
    across->setContentsMargins(0, 0, 0, 0);
    across->setSpacing(style::kSpace2);
    auto* folder = new QLineEdit(row);
    folder->setMinimumWidth(300);
    folder->setAccessibleName(tr("Folder of results"));
    auto* choose = new QPushButton(tr("Choose..."), row);
    auto* usual = new QPushButton(tr("Reset"), row);
    across->addWidget(folder, 1);
    across->addWidget(choose);
    across->addWidget(usual);
    const auto show = [folder, usual] {
        folder->setText(QString::fromStdString(ArtifactStore::userFolder().string()));
        usual->setEnabled(!loadPreferences().cacheFolder.isEmpty());
    };
    const auto set = [this, show](const QString& path) {
        change([&](Preferences& p) { p.cacheFolder = path; });
        show();
    };
    show();
    connect(folder, &QLineEdit::editingFinished, this, [this, folder, set] {
        const QString path = folder->text().trimmed();
        if (path != QString::fromStdString(ArtifactStore::userFolder().string()))
            set(path.startsWith(QLatin1Char('/')) ? path : loadPreferences().cacheFolder);
    });
    connect(choose, &QPushButton::clicked, this, [this, folder, set] {
        const QString path =
            QFileDialog::getExistingDirectory(this, tr("Keep results in"), folder->text());
        if (!path.isEmpty())
            set(path);
    });
    connect(usual, &QPushButton::clicked, this, [set] { set({}); });
    for (QPushButton* button : {choose, usual})
        button->setAutoDefault(false);
    form.addRow(tr("Results"), row);
    row->setDisabled(isCacheFolderForced());
    form.addRow(QString(),
                remark(isCacheFolderForced()
                           ? tr("The environment variable LEAFSCOPE_CACHE decides.")
                           : tr("Embeddings, layouts and curves are kept here, so that computing "
                                "them twice is free. The command line uses the same folder."),
                       this));
}

} // namespace leafscope
