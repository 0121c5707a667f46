package org.lesionlens.io.table;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A row of a table: the same whether it was made of what it is about or read from a file.
 *
 * @param cells by the name of the column, in the order of the table; see {@link Column#cell()}
 */
public record Row(Map<String, Object> cells) implements Serializable {
    public Row {
        cells = Collections.unmodifiableMap(new LinkedHashMap<>(cells));
    }

    /** As a file has it. */
    public String text(Column<?> column) {
        return text(cells.get(column.name()));
    }

    private static String text(Object cell) {
        return cell instanceof BigDecimal number ? number.toPlainString() : cell.toString();
    }

    /** Empty where it is unknown. */
    public Optional<BigDecimal> number(Column<?> column) {
        return Optional.of(cells.get(column.name()))
                .filter(BigDecimal.class::isInstance)
                .map(BigDecimal.class::cast);
    }

    /** What a file has, in the order of the table. */
    List<String> fields() {
        return cells.values().stream().map(Row::text).toList();
    }
}
