package dev.openbook.evaluator.result;

import java.util.List;

/**
 * The conclusions in words, each made from measured values.
 *
 * @param sentences at most three, the most important first
 * @param questions the three questions of the framework, each answered by a measured value
 * @param rules the decision rules with their flip points
 */
public record VerdictEntry(List<String> sentences, List<Question> questions, List<Rule> rules) {

    /**
     * A question of the framework.
     *
     * @param question as the article asks it
     * @param answer by measured values
     */
    public record Question(String question, String answer) {}

    /**
     * A decision rule on measured values.
     *
     * @param rule for example {@code changes often → RAG}
     * @param advice {@code RAG}, {@code fine-tune}, or {@code not decided}
     * @param measured the value it looks at, in words
     * @param threshold what it is held against, in words
     * @param flip the point at which the advice changes, in words
     */
    public record Rule(String rule, String advice, String measured, String threshold, String flip) {}
}
