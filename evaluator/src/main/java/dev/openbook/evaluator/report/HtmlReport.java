package dev.openbook.evaluator.report;

import dev.openbook.evaluator.result.Results;
import dev.openbook.foundation.AtomicFiles;
import java.io.IOException;
import java.nio.file.Path;

/** Draws the results as one self-contained page. */
public final class HtmlReport {

    private HtmlReport() {}

    /** Writes the page whole or not at all. */
    public static void write(Results results, Path file) throws IOException {
        StringBuilder page = new StringBuilder("<!doctype html><meta charset=\"utf-8\"><title>Openbook</title>");
        for (String sentence : results.verdict().sentences()) {
            page.append("<p>")
                    .append(sentence.replace("&", "&amp;").replace("<", "&lt;"))
                    .append("</p>");
        }
        AtomicFiles.writeString(file, page.toString());
    }
}
