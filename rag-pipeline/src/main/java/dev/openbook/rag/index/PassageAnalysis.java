package dev.openbook.rag.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.DelegatingAnalyzerWrapper;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.StopFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.pattern.PatternTokenizer;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/**
 * How text becomes index terms, the same for passages and questions.
 *
 * <p>Words: Unicode word boundaries (which keep {@code 3.10} and {@code snake_case} whole), possessive 's removed, lower
 * case, accents folded, English stop words removed, Porter stems. Identifiers: anything with a digit beside a letter or
 * with an inner hyphen, dot, slash, colon or underscore, kept whole in lower case, so that {@code AB-123} or
 * {@code follow-up} also scores as one rare term where word boundaries would leave two common ones.
 */
final class PassageAnalysis {

    /** Kept in each commit; change it with the analysis. */
    static final String NAME = "english-identifiers-1";

    /** Possessive, bounded and anchored after a non-word character: linear on hostile text. */
    private static final Pattern IDENTIFIER = Pattern.compile("(?<![\\p{L}\\p{N}])(?:"
            + "[\\p{L}\\p{N}]++(?:[-_./:][\\p{L}\\p{N}]++){1,8}+" // AB-123, 3.10.2, follow-up, 2024/05
            + "|\\p{L}++\\p{N}[\\p{L}\\p{N}]*+|\\p{N}++\\p{L}[\\p{L}\\p{N}]*+" // PX200, 4K
            + "|\\p{L}++(?:\\+\\+|#))"); // C++, C#

    private static final Analyzer WORDS = new Analyzer() {
        @Override
        protected TokenStreamComponents createComponents(String field) {
            Tokenizer source = new StandardTokenizer();
            TokenStream stream = new EnglishPossessiveFilter(source);
            stream = new LowerCaseFilter(stream);
            stream = new StopFilter(stream, EnglishAnalyzer.ENGLISH_STOP_WORDS_SET);
            stream = new ASCIIFoldingFilter(stream);
            return new TokenStreamComponents(source, new PorterStemFilter(stream));
        }
    };

    private static final Analyzer IDENTIFIERS = new Analyzer() {
        @Override
        protected TokenStreamComponents createComponents(String field) {
            Tokenizer source = new PatternTokenizer(IDENTIFIER, 0);
            return new TokenStreamComponents(source, new LowerCaseFilter(source));
        }
    };

    private static final Analyzer BY_FIELD = new DelegatingAnalyzerWrapper(Analyzer.PER_FIELD_REUSE_STRATEGY) {
        @Override
        protected Analyzer getWrappedAnalyzer(String field) {
            return field.equals(Fields.IDENTIFIERS) ? IDENTIFIERS : WORDS;
        }
    };

    private PassageAnalysis() {}

    static Analyzer analyzer() {
        return BY_FIELD;
    }

    /** Distinct terms of {@code text} in order of appearance, with how often each occurs. */
    static Map<String, Integer> terms(String field, String text) {
        Map<String, Integer> terms = new LinkedHashMap<>();
        try (TokenStream stream = BY_FIELD.tokenStream(field, text)) {
            CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
            stream.reset();
            while (stream.incrementToken()) {
                terms.merge(term.toString(), 1, Integer::sum);
            }
            stream.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory only
        }
        return terms;
    }
}
