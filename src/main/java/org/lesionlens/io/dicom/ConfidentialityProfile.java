package org.lesionlens.io.dicom;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which attributes may leave a hospital, and how: the Basic Application Level Confidentiality Profile (PS3.15 table E.1-1,
 * edition 2024b) with modified dates, and a list of attributes that images need and that the table passes over.
 *
 * <p>What is in neither is removed: private attributes, overlays and curves, and attributes that nobody here knows.
 */
final class ConfidentialityProfile {
    private static final String TABLE = "confidentiality.csv";
    private static final Map<Integer, Rule> RULES = read();

    private ConfidentialityProfile() {}

    /**
     * What the table says of an attribute.
     *
     * @param vr by the dictionary (PS3.6); of several the usual one
     * @param profile the code of table E.1-1, with {@code +C} where modified dates are retained; {@code -} if it is not there
     */
    record Rule(ValueRepresentation vr, String keyword, String profile, AttributeAction action) {}

    /** The rule for an attribute; none if it is removed because it is not known. */
    static Optional<Rule> rule(int tag) {
        return Optional.ofNullable(RULES.get(tag));
    }

    /** Of attributes that may stay: what is in sequences that do not need not be read. */
    static Optional<ValueRepresentation> representation(int tag) {
        return rule(tag)
                .filter(rule -> rule.action() != AttributeAction.REMOVE && rule.action() != AttributeAction.EMPTY)
                .map(Rule::vr);
    }

    /** All rules by their tags. */
    static Map<Integer, Rule> rules() {
        return Map.copyOf(RULES);
    }

    private static Map<Integer, Rule> read() {
        Map<Integer, Rule> rules = new HashMap<>();
        try (InputStream in = ConfidentialityProfile.class.getResourceAsStream(TABLE);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
            lines.readLine(); // the names of the columns
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] fields = line.split(",", -1);
                rules.put(
                        Integer.parseUnsignedInt(fields[0], 16),
                        new Rule(
                                ValueRepresentation.valueOf(fields[1]),
                                fields[2],
                                fields[3],
                                AttributeAction.valueOf(fields[4].toUpperCase(Locale.ROOT))));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rules;
    }
}
