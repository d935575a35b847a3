// SPDX-License-Identifier: MIT
// Every layer of well-known networks against PyTorch's forward hooks.
#include "reference.hpp"

using namespace leafscope;

class TestLargeModels : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyLayerEqualsPyTorch_data();
    void everyLayerEqualsPyTorch();
};

void TestLargeModels::everyLayerEqualsPyTorch_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("layers");
    QTest::newRow("ResNet-18 scripted") << "resnet18_scripted" << 75;
    QTest::newRow("ResNet-18 traced") << "resnet18_traced" << 75;
    QTest::newRow("VGG-16-BN scripted") << "vgg16_bn_scripted" << 54;
    QTest::newRow("ViT-B/16 scripted") << "vit_b_16_scripted" << 139;
}

void TestLargeModels::everyLayerEqualsPyTorch()
{
    QFETCH(QString, name);
    QFETCH(int, layers);
    constexpr double kBar = 1e-5;
    const auto compared =
        test::compareWithHooks<float>(test::modelFile("large", name.toStdString() + ".pt"), kBar);
    QCOMPARE(int(compared), layers);
}

QTEST_GUILESS_MAIN(TestLargeModels)
#include "test_large_models.moc"
