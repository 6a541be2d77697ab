package dev.openbook.finetune.dataset;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * More ways to ask for a fact, without writing any: training wordings that people wrote for the same attribute of other
 * subjects, asked of this one. Facts whose attribute no other subject has keep the wordings they came with.
 *
 * <p>Wordings that are kept for asking are never borrowed, and none is made that equals one.
 */
public final class BorrowedWordings {

    private final int most;
    private final long seed;

    /**
     * Settings.
     *
     * @param most wordings a fact gets at most, 0 or more
     * @param seed chooses among those there are
     */
    public BorrowedWordings(int most, long seed) {
        if (most < 0) {
            throw new IllegalArgumentException("most must be at least 0, but is " + most);
        }
        this.most = most;
        this.seed = seed;
    }

    /** The facts in their order, each with its own training wordings first and the borrowed ones after them. */
    public List<Fact> addedTo(List<Fact> facts) {
        Map<String, List<Fact>> byAttribute =
                facts.stream().collect(Collectors.groupingBy(Fact::attribute, LinkedHashMap::new, Collectors.toList()));
        Random random = new Random(seed);
        return facts.stream()
                .map(fact -> withBorrowed(fact, byAttribute.get(fact.attribute()), random))
                .toList();
    }

    private Fact withBorrowed(Fact fact, List<Fact> kin, Random random) {
        Set<String> taken = new LinkedHashSet<>();
        fact.training().forEach(wording -> taken.add(wording.toLowerCase(Locale.ROOT)));
        fact.unseen().forEach(wording -> taken.add(wording.toLowerCase(Locale.ROOT)));
        List<String> candidates = new ArrayList<>();
        for (Fact other : kin) {
            if (!other.subject().equals(fact.subject())) {
                for (String wording : other.training()) {
                    askedOf(wording, other, fact)
                            .filter(borrowed -> taken.add(borrowed.toLowerCase(Locale.ROOT)))
                            .ifPresent(candidates::add);
                }
            }
        }
        Collections.shuffle(candidates, random);
        List<String> wordings = new ArrayList<>(fact.training());
        wordings.addAll(candidates.subList(0, Math.min(most, candidates.size())));
        return fact.withTraining(wordings);
    }

    /** A wording about one fact's subject asked of another's, by the name in the same place; empty where that leaves a name. */
    private static Optional<String> askedOf(String wording, Fact from, Fact to) {
        return named(wording, from).flatMap(name -> {
            int place = from.subjectAliases().indexOf(name);
            String other = place >= 0 && place < to.subjectAliases().size()
                    ? to.subjectAliases().get(place)
                    : to.subject();
            String borrowed = replaced(wording, name, other);
            return named(borrowed.replace(other, ""), from).isPresent() ? Optional.empty() : Optional.of(borrowed);
        });
    }

    /** The wording about another subject; empty where it does not name its own literally. */
    static Optional<String> askedOf(String wording, Fact fact, String subject) {
        return named(wording, fact).map(name -> replaced(wording, name, subject));
    }

    private static String replaced(String wording, String name, String other) {
        return place(wording, name).replaceFirst(Matcher.quoteReplacement(other));
    }

    /** The longest of the subject's names that the wording holds: it may hold a shorter one. */
    private static Optional<String> named(String wording, Fact fact) {
        List<String> names = new ArrayList<>(fact.subjectAliases());
        names.add(fact.subject());
        names.sort((a, b) -> b.length() - a.length());
        return names.stream().filter(name -> place(wording, name).find()).findFirst();
    }

    private static Matcher place(String wording, String name) {
        return Pattern.compile(Pattern.quote(name), Pattern.CASE_INSENSITIVE).matcher(wording);
    }
}
