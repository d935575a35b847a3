// SPDX-License-Identifier: MIT
// The camera as JSON, and poses between two others.
#include "core/base/error.hpp"
#include "views/scene/camera_control.hpp"

#include <Eigen/Geometry>

#include <cmath>
#include <string>

namespace leafscope {

namespace {

[[noreturn]] void refuse(const std::string& field, const std::string& wanted)
{
    throw Error(ErrorKind::Format, "The stored camera cannot be used.", "camera." + field,
                "It should hold " + wanted + ".", "Remove the field to get the default camera.");
}

Vec3 readVector(const Json& json, const char* field)
{
    const auto found = json.find(field);
    if (found == json.end() || !found->is_array() || found->size() != 3)
        refuse(field, "three numbers");
    Vec3 v;
    for (int i = 0; i < 3; ++i) {
        if (!(*found)[std::size_t(i)].is_number())
            refuse(field, "three numbers");
        v[i] = (*found)[std::size_t(i)].get<double>();
    }
    if (!v.allFinite())
        refuse(field, "three finite numbers");
    return v;
}

Json write(const Vec3& v)
{
    return Json::array({v.x(), v.y(), v.z()});
}

bool readFlag(const Json& json, const char* field)
{
    const auto found = json.find(field);
    if (found == json.end())
        return false;
    if (!found->is_boolean())
        refuse(field, "true or false");
    return found->get<bool>();
}

} // namespace

Json CameraControl::toJson() const
{
    return {{"position", write(m_pose.position)},
            {"focal", write(m_pose.focal)},
            {"up", write(m_pose.up)},
            {"centre", write(m_centre)},
            {"parallel", m_pose.parallel},
            {"scale", m_pose.parallelScale},
            {"fitted", m_fitted}};
}

void CameraControl::restore(const Json& json)
{
    if (!json.is_object())
        refuse("", "an object");
    CameraPose pose;
    pose.position = readVector(json, "position");
    pose.focal = readVector(json, "focal");
    pose.up = readVector(json, "up");
    pose.parallel = readFlag(json, "parallel");
    const auto scale = json.find("scale");
    if (scale != json.end()) {
        if (!scale->is_number())
            refuse("scale", "a positive number");
        pose.parallelScale = scale->get<double>();
    }
    if (!(pose.parallelScale > 0) || !std::isfinite(pose.parallelScale))
        refuse("scale", "a positive number");
    const Vec3 forward = pose.focal - pose.position;
    if (!(forward.norm() > 1e-12) || !(forward.normalized().cross(pose.up).norm() > 1e-9))
        refuse("up", "a direction that is not the direction of view");
    const Vec3 centre = json.contains("centre") ? readVector(json, "centre") : pose.focal;
    const bool fitted = readFlag(json, "fitted");

    m_pose = pose;
    const Vec3 upright = pose.right().cross(pose.forward()).normalized();
    if ((upright - pose.up).norm() > 1e-12) // else to the bit as it was stored
        m_pose.up = upright;
    m_centre = centre;
    m_fitted = fitted;
    if (m_fitted)
        fit(); // the frame or the content may differ from when it was stored
    if (json.contains("centre"))
        m_centre = centre; // what was chosen stays
}

CameraPose CameraControl::between(const CameraPose& a, const CameraPose& b, double t)
{
    const auto axes = [](const CameraPose& pose) {
        Eigen::Matrix3d m;
        m.col(0) = pose.right();
        m.col(2) = -pose.forward();
        m.col(1) = m.col(2).cross(m.col(0));
        return Eigen::Quaterniond(m);
    };
    CameraPose pose = b;
    const Eigen::Matrix3d turn = axes(a).slerp(t, axes(b)).toRotationMatrix();
    const double distance =
        (1 - t) * (a.focal - a.position).norm() + t * (b.focal - b.position).norm();
    pose.focal = (1 - t) * a.focal + t * b.focal;
    pose.position = pose.focal + turn.col(2) * distance;
    pose.up = turn.col(1);
    pose.parallelScale = (1 - t) * a.parallelScale + t * b.parallelScale;
    return pose;
}

} // namespace leafscope
