package dev.openbook.finetune.dataset.reader;

import dev.openbook.finetune.dataset.reader.SourceSet.Subject;
import dev.openbook.finetune.dataset.reader.Vocabulary.Domain;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

/** Invents subjects and names them in sentences. */
final class SubjectNames {

    private final Random random;
    private final Filler filler;

    SubjectNames(Random random, Filler filler) {
        this.random = random;
        this.filler = filler;
    }

    /** So many subjects, whose names often share their stem: "Marla 200", "Marla 200 S". */
    List<Subject> draw(Domain domain, int count) {
        boolean related = random.nextDouble() < 0.5;
        String shared = filler.stem();
        Set<String> names = new HashSet<>();
        List<Subject> subjects = new ArrayList<>();
        for (int attempt = 0; subjects.size() < count; attempt++) {
            String name =
                    filler.fill(filler.pick(domain.names()), related && attempt < 3 * count ? shared : filler.stem());
            if (names.add(name.toLowerCase(Locale.ROOT))) {
                String alias = filler.pick(domain.aliases()).replace("{name}", name);
                String title = filler.pick(domain.titles()).replace("{name}", name);
                subjects.add(new Subject(domain, name, alias, title));
            }
        }
        return subjects;
    }

    /**
     * Puts a name or an alias in the subject's place.
     *
     * @param own whether the sentence stands below the subject's own title, where "the ferry" or "it" is enough
     */
    String refer(String sentence, Subject subject, boolean own) {
        String noun = "the " + subject.domain().kind();
        double form = random.nextDouble();
        String name = own && form < 0.45 ? noun : form > 0.88 ? subject.alias() : subject.name();
        String first = own && form > 0.35 && form < 0.45 ? "it" : name;
        return sentence.replace("{S}", capital(first)).replace("{s}", name);
    }

    static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
