// SPDX-License-Identifier: MIT
#include "views/scene/lit_surfaces.hpp"

#include <vtkLight.h>
#include <vtkNew.h>
#include <vtkRenderer.h>

namespace leafscope {

namespace {

void addLight(vtkRenderer* renderer, double x, double y, double z, double intensity)
{
    vtkNew<vtkLight> light;
    light->SetLightTypeToCameraLight();
    light->SetPosition(x, y, z);
    light->SetFocalPoint(0, 0, 0);
    light->SetIntensity(intensity);
    renderer->AddLight(light);
}

} // namespace

void lightSurfaces(vtkRenderer* renderer, int peels)
{
    renderer->SetAutomaticLightCreation(false);
    addLight(renderer, -0.6, 0.9, 1.2, 0.72);
    addLight(renderer, 0.9, -0.3, 0.8, 0.34);
    renderer->SetUseDepthPeeling(true);
    renderer->SetMaximumNumberOfPeels(peels);
    renderer->SetOcclusionRatio(0.01);
    renderer->SetUseFXAA(true);
}

} // namespace leafscope
