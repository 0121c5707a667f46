package org.lesionlens.inference.graph;

/** A fraction in lowest terms, its denominator above 0. */
record Ratio(long numerator, long denominator) {
    static final Ratio ONE = new Ratio(1, 1);
    private static final long LARGEST_DENOMINATOR = 64;

    Ratio {
        if (denominator == 0) {
            throw new NotTileableException("a size is divided by 0");
        }
        long common = Math.max(1, gcd(numerator, denominator)) * Long.signum(denominator);
        numerator /= common;
        denominator /= common;
    }

    static Ratio of(long whole) {
        return new Ratio(whole, 1);
    }

    /** The fraction with a small denominator that a scale of a network means. */
    static Ratio near(double value) {
        for (long denominator = 1; denominator <= LARGEST_DENOMINATOR; denominator++) {
            double numerator = value * denominator;
            double whole = Math.rint(numerator);
            if (Math.abs(numerator - whole) <= 1e-6 && Math.abs(whole) < 1e9 && (whole != 0 || value == 0)) {
                return new Ratio((long) whole, denominator);
            }
        }
        throw new NotTileableException("a size is multiplied by " + value + ", which is no simple fraction");
    }

    static long gcd(long a, long b) {
        return b == 0 ? Math.abs(a) : gcd(b, a % b);
    }

    Ratio times(Ratio other) {
        return new Ratio(
                Math.multiplyExact(numerator, other.numerator), Math.multiplyExact(denominator, other.denominator));
    }

    Ratio over(Ratio other) {
        return times(new Ratio(other.denominator, other.numerator));
    }

    boolean isWhole() {
        return denominator == 1;
    }

    /** Of a product with a whole number. */
    long floorOf(long value) {
        return Math.floorDiv(Math.multiplyExact(value, numerator), denominator);
    }

    /** Of a product with a whole number. */
    long ceilOf(long value) {
        return -Math.floorDiv(-Math.multiplyExact(value, numerator), denominator);
    }

    @Override
    public String toString() {
        return denominator == 1 ? Long.toString(numerator) : numerator + "/" + denominator;
    }
}
