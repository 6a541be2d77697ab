/**
 * Other people's data comes in, an ordinary folder of documents and ordinary question files go out.
 *
 * <p>One small converter a data set. What a data set is like stops here: the pipelines and the evaluator read only the
 * folder and the questions, as they would anyone's. Next: {@code dev.openbook.evaluator.suite} reads the questions.
 */
package dev.openbook.evaluator.convert;
