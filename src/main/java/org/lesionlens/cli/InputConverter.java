package org.lesionlens.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An input as it is written, which an unset variable of a shell is not: its empty text would be the current folder. */
final class InputConverter implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
        if (text.isBlank()) {
            throw new TypeConversionException("the empty text is no path: name a file or folder");
        }
        return text;
    }
}
