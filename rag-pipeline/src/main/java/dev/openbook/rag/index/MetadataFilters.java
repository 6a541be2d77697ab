package dev.openbook.rag.index;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.store.embedding.filter.Filter;
import dev.langchain4j.store.embedding.filter.comparison.ContainsString;
import dev.langchain4j.store.embedding.filter.comparison.IsEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsGreaterThan;
import dev.langchain4j.store.embedding.filter.comparison.IsGreaterThanOrEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsIn;
import dev.langchain4j.store.embedding.filter.comparison.IsLessThan;
import dev.langchain4j.store.embedding.filter.comparison.IsLessThanOrEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsNotEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsNotIn;
import dev.langchain4j.store.embedding.filter.logical.And;
import dev.langchain4j.store.embedding.filter.logical.Not;
import dev.langchain4j.store.embedding.filter.logical.Or;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.DoublePoint;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/**
 * Metadata as index fields, and LangChain4j's filters as queries on them.
 *
 * <p>Strings and UUIDs are terms ({@code s:key}), whole numbers are long points ({@code l:key}), fractions are double
 * points ({@code d:key}). LangChain4j compares numbers of any two types by their decimal value, so a numeric condition
 * looks in both number fields with a bound that is exact in each: a {@code double} alone would confuse large longs. A
 * missing key satisfies only the negated filters, as in LangChain4j; a value of another type never matches.
 */
final class MetadataFilters {

    private static final BigDecimal LONG_MIN = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal LONG_MAX = BigDecimal.valueOf(Long.MAX_VALUE);

    private MetadataFilters() {}

    /** Adds one field for each metadata entry. */
    static void addFields(Document document, Metadata metadata) {
        metadata.toMap().forEach((key, value) -> {
            if (value instanceof Integer || value instanceof Long) {
                document.add(new LongPoint("l:" + key, ((Number) value).longValue()));
            } else if (value instanceof Float || value instanceof Double) {
                // through the decimal text, as LangChain4j does: 0.1f is 0.1, not 0.10000000149
                double number = Double.parseDouble(value.toString());
                if (Double.isFinite(number)) {
                    document.add(new DoublePoint("d:" + key, number + 0.0)); // −0.0 becomes 0.0
                }
            } else {
                String term = value.toString();
                if (term.getBytes(StandardCharsets.UTF_8).length > IndexWriter.MAX_TERM_LENGTH) {
                    throw new IllegalArgumentException("metadata value of '" + key + "' must be at most "
                            + IndexWriter.MAX_TERM_LENGTH + " bytes, but has " + term.length() + " characters");
                }
                document.add(new StringField("s:" + key, term, Field.Store.NO));
            }
        });
    }

    /**
     * The query that accepts what {@code filter} accepts.
     *
     * @throws IllegalArgumentException if the filter is of a kind LangChain4j does not define
     */
    static Query toQuery(Filter filter) {
        if (filter instanceof And and) {
            return new BooleanQuery.Builder()
                    .add(toQuery(and.left()), Occur.FILTER)
                    .add(toQuery(and.right()), Occur.FILTER)
                    .build();
        } else if (filter instanceof Or or) {
            return new BooleanQuery.Builder()
                    .add(toQuery(or.left()), Occur.SHOULD)
                    .add(toQuery(or.right()), Occur.SHOULD)
                    .build();
        } else if (filter instanceof Not not) {
            return not(toQuery(not.expression()));
        } else if (filter instanceof IsEqualTo f) {
            return equal(f.key(), f.comparisonValue());
        } else if (filter instanceof IsNotEqualTo f) {
            return not(equal(f.key(), f.comparisonValue()));
        } else if (filter instanceof IsIn f) {
            return in(f.key(), f.comparisonValues());
        } else if (filter instanceof IsNotIn f) {
            return not(in(f.key(), f.comparisonValues()));
        } else if (filter instanceof IsGreaterThan f) {
            return ordered(f.key(), ">", f.comparisonValue());
        } else if (filter instanceof IsGreaterThanOrEqualTo f) {
            return ordered(f.key(), ">=", f.comparisonValue());
        } else if (filter instanceof IsLessThan f) {
            return ordered(f.key(), "<", f.comparisonValue());
        } else if (filter instanceof IsLessThanOrEqualTo f) {
            return ordered(f.key(), "<=", f.comparisonValue());
        } else if (filter instanceof ContainsString f) {
            String part = f.comparisonValue();
            return new TermPredicateQuery("s:" + f.key(), "contains", part, text -> text.contains(part));
        }
        throw new IllegalArgumentException("filter must be one of LangChain4j's comparisons or and/or/not, but is a "
                + filter.getClass().getName());
    }

    private static Query not(Query query) {
        return new BooleanQuery.Builder()
                .add(new MatchAllDocsQuery(), Occur.FILTER)
                .add(query, Occur.MUST_NOT)
                .build();
    }

    private static Query in(String key, Collection<?> values) {
        return values.stream()
                .map(value -> equal(key, value))
                .reduce(MetadataFilters::either)
                .orElseThrow();
    }

    private static Query equal(String key, Object value) {
        if (!(value instanceof Number)) {
            return new TermQuery(new Term("s:" + key, value.toString()));
        }
        BigDecimal wanted = decimal(key, value);
        return atLeastAndAtMost(key, wanted, true, wanted, true);
    }

    private static Query ordered(String key, String operator, Comparable<?> value) {
        boolean greater = operator.startsWith(">");
        boolean inclusive = operator.endsWith("=");
        if (value instanceof Number) {
            BigDecimal bound = decimal(key, value);
            return greater
                    ? atLeastAndAtMost(key, bound, inclusive, null, true)
                    : atLeastAndAtMost(key, null, true, bound, inclusive);
        }
        Predicate<Integer> holds = sign -> sign == 0 ? inclusive : sign > 0 == greater;
        if (value instanceof UUID wanted) { // UUIDs compare as two signed numbers, not as text
            return new TermPredicateQuery("s:" + key, operator, value.toString(), text -> {
                try {
                    return holds.test(UUID.fromString(text).compareTo(wanted));
                } catch (IllegalArgumentException e) {
                    return false;
                }
            });
        }
        String wanted = value.toString();
        return new TermPredicateQuery("s:" + key, operator, wanted, text -> holds.test(text.compareTo(wanted)));
    }

    /** Numbers between two bounds; a {@code null} bound is open. */
    private static Query atLeastAndAtMost(
            String key, BigDecimal low, boolean lowInclusive, BigDecimal high, boolean highInclusive) {
        BigDecimal longLow = low == null ? LONG_MIN : wholeAtLeast(low, lowInclusive);
        BigDecimal longHigh = high == null
                ? LONG_MAX
                : wholeAtLeast(high.negate(), highInclusive).negate();
        Query longs =
                longLow.compareTo(longHigh) > 0 || longLow.compareTo(LONG_MAX) > 0 || longHigh.compareTo(LONG_MIN) < 0
                        ? new MatchNoDocsQuery("no long in range")
                        : LongPoint.newRangeQuery(
                                "l:" + key,
                                longLow.max(LONG_MIN).longValueExact(),
                                longHigh.min(LONG_MAX).longValueExact());
        double doubleLow = low == null ? -Double.MAX_VALUE : doubleAtLeast(low, lowInclusive);
        double doubleHigh = high == null ? Double.MAX_VALUE : -doubleAtLeast(high.negate(), highInclusive);
        Query doubles = doubleLow > doubleHigh
                ? new MatchNoDocsQuery("no double in range")
                : DoublePoint.newRangeQuery("d:" + key, doubleLow + 0.0, doubleHigh + 0.0);
        return either(longs, doubles);
    }

    private static BigDecimal wholeAtLeast(BigDecimal bound, boolean inclusive) {
        BigInteger whole = bound.setScale(0, RoundingMode.CEILING).toBigInteger();
        boolean excluded = !inclusive && bound.compareTo(new BigDecimal(whole)) == 0;
        return new BigDecimal(excluded ? whole.add(BigInteger.ONE) : whole);
    }

    /** The smallest double whose decimal text is at least (or above) {@code bound}; infinite if there is none. */
    private static double doubleAtLeast(BigDecimal bound, boolean inclusive) {
        double candidate = Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, bound.doubleValue()));
        while (candidate > -Double.MAX_VALUE && reaches(Math.nextDown(candidate), bound, inclusive)) {
            candidate = Math.nextDown(candidate);
        }
        while (candidate <= Double.MAX_VALUE && !reaches(candidate, bound, inclusive)) {
            candidate = Math.nextUp(candidate);
        }
        return candidate;
    }

    private static boolean reaches(double candidate, BigDecimal bound, boolean inclusive) {
        int sign = new BigDecimal(Double.toString(candidate)).compareTo(bound);
        return inclusive ? sign >= 0 : sign > 0;
    }

    private static BigDecimal decimal(String key, Object number) {
        try {
            return new BigDecimal(number.toString());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "filter value of '" + key + "' must be a finite number, but is " + number, e);
        }
    }

    private static Query either(Query a, Query b) {
        return new BooleanQuery.Builder()
                .add(a, Occur.SHOULD)
                .add(b, Occur.SHOULD)
                .build();
    }
}
