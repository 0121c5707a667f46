package org.lesionlens.io.table;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * A column of a table: what it is called, and what an entry has in it.
 *
 * @param unit of its numbers; empty for texts, counts and shares
 * @param isText whether it has texts, else numbers
 * @param cell a text or a {@link BigDecimal} with the digits that are written; empty text where a number is unknown
 * @param <T> what has a row
 */
public record Column<T>(String name, String unit, boolean isText, Function<? super T, Object> cell) {
    private static final String UNKNOWN = "";

    public static <T> Column<T> text(String name, Function<? super T, String> value) {
        return new Column<>(name, "", true, value::apply);
    }

    /** Of whole numbers, however large. */
    public static <T> Column<T> count(String name, ToLongFunction<? super T> value) {
        return new Column<>(name, "", false, entry -> plain(BigDecimal.valueOf(value.applyAsLong(entry))));
    }

    /** Of numbers with at most 7 significant digits; what is not finite is unknown. */
    public static <T> Column<T> number(String name, String unit, ToDoubleFunction<? super T> value) {
        return new Column<>(name, unit, false, entry -> rounded(value.applyAsDouble(entry)));
    }

    /** Of numbers with all their digits. */
    public static <T> Column<T> exact(String name, String unit, Function<? super T, Optional<BigDecimal>> value) {
        return new Column<>(
                name,
                unit,
                false,
                entry -> value.apply(entry).<Object>map(number -> number).orElse(UNKNOWN));
    }

    /** The same column, for entries that hold what has a row. */
    public <S> Column<S> of(Function<? super S, ? extends T> held) {
        return new Column<>(name, unit, isText, entry -> cell.apply(held.apply(entry)));
    }

    private static Object rounded(double value) {
        return Double.isFinite(value) ? plain(new BigDecimal(value).round(MathContext.DECIMAL32)) : UNKNOWN;
    }

    /** One form for equal numbers. */
    private static BigDecimal plain(BigDecimal number) {
        return number.stripTrailingZeros();
    }

    /** What a file has in this column. */
    Object parse(String text) {
        return isText || text.isEmpty() ? text : plain(new BigDecimal(text));
    }
}
