package org.lesionlens.io.dicom;

import java.util.Locale;

/** A position or direction in the patient, LPS, in mm or of unit length. */
record Vector(double x, double y, double z) {
    /** Three of several numbers. */
    static Vector of(double[] numbers, int first) {
        return new Vector(numbers[first], numbers[first + 1], numbers[first + 2]);
    }

    Vector plus(Vector other) {
        return new Vector(x + other.x, y + other.y, z + other.z);
    }

    Vector minus(Vector other) {
        return plus(other.times(-1));
    }

    Vector times(double factor) {
        return new Vector(x * factor, y * factor, z * factor);
    }

    double dot(Vector other) {
        return x * other.x + y * other.y + z * other.z;
    }

    Vector cross(Vector other) {
        return new Vector(y * other.z - z * other.y, z * other.x - x * other.z, x * other.y - y * other.x);
    }

    double length() {
        return Math.sqrt(dot(this));
    }

    Vector unit() {
        return times(1 / length());
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "(%.4g, %.4g, %.4g)", x, y, z);
    }
}
