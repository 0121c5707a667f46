package org.lesionlens.model;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A coded concept.
 *
 * @param scheme who keeps the codes; {@code SCT} for SNOMED CT
 * @param value the code
 * @param meaning in words
 */
public record Code(String scheme, String value, String meaning) {
    /** Whether both are the same concept, in whatever words. */
    public boolean means(Code other) {
        return scheme.equals(other.scheme) && value.equals(other.value);
    }

    /** As files in JSON and YAML have it. */
    public Map<String, Object> byName() {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("scheme", scheme);
        entry.put("value", value);
        entry.put("meaning", meaning);
        return entry;
    }
}
