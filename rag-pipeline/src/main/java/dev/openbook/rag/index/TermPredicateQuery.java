package dev.openbook.rag.index;

import java.io.IOException;
import java.util.function.Predicate;
import org.apache.lucene.index.FilteredTermsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.MultiTermQuery;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.util.AttributeSource;
import org.apache.lucene.util.BytesRef;

/** Accepts documents with a term that passes a test; looks at each distinct value of the field once. */
final class TermPredicateQuery extends MultiTermQuery {

    private final String operator;
    private final String value;
    private final Predicate<String> accepts;

    /** {@code operator} and {@code value} stand for {@code accepts} where queries are compared or cached. */
    TermPredicateQuery(String field, String operator, String value, Predicate<String> accepts) {
        super(field, CONSTANT_SCORE_BLENDED_REWRITE);
        this.operator = operator;
        this.value = value;
        this.accepts = accepts;
    }

    @Override
    protected TermsEnum getTermsEnum(Terms terms, AttributeSource attributes) throws IOException {
        return new FilteredTermsEnum(terms.iterator(), false) {
            @Override
            protected AcceptStatus accept(BytesRef term) {
                return accepts.test(term.utf8ToString()) ? AcceptStatus.YES : AcceptStatus.NO;
            }
        };
    }

    @Override
    public void visit(QueryVisitor visitor) {
        visitor.visitLeaf(this);
    }

    @Override
    public String toString(String defaultField) {
        return getField() + " " + operator + " '" + value + "'";
    }

    @Override
    public boolean equals(Object other) {
        return super.equals(other)
                && other instanceof TermPredicateQuery that
                && operator.equals(that.operator)
                && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * super.hashCode() + operator.hashCode()) + value.hashCode();
    }
}
