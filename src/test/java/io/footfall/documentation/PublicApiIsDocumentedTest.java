package io.footfall.documentation;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Checks that every public type and member has Javadoc, except where it would only restate a name:
 * setters, {@code withX} methods, {@code of} and constructors without parameters, {@code pack}, and
 * options, which have a description. {@code mvn javadoc:javadoc} checks that comments are
 * well-formed; its own check for missing comments also requires a tag for every parameter.
 */
class PublicApiIsDocumentedTest {
  private static final Pattern SET = Pattern.compile("set[A-Z].*");
  private static final Pattern WITH = Pattern.compile("with[A-Z].*");

  private static final List<Path> TREES =
      List.of(
          Path.of("src/main/java"),
          Path.of("transforms/src/main/java"),
          Path.of("pipelines/src/main/java"));

  @TempDir Path temp;

  @Test
  void documentsEveryPublicTypeAndMember() throws Exception {
    for (Path tree : TREES) {
      List<Path> files = javaFiles(tree);
      assertThat(tree.toString(), files.size(), is(greaterThan(0)));
      assertThat(undocumented(files), is(empty()));
    }
  }

  @Test
  void findsMissingComments() throws Exception {
    Path file =
        Files.writeString(
            temp.resolve("Planted.java"),
            """
            public class Planted {
              /** Documented. */
              public int documented;
              public int undocumented;
              int ours;
              public Planted() {}
              public Planted(int size) {}
              public static Planted of() { return new Planted(); }
              protected void missing() {}
              public void setSize(int size) {}
              public Planted withSize(int size) { return this; }
              public void withoutSize() {}
              public void settle(int size, int other) {}
              @Override public String toString() { return ""; }
              /**
               * Describes one component.
               * @param a is
               */
              public record Pair(int a, int b) {}
              class Ours { public void inside() {} }
              /** Documented. */
              public interface Face {
                void bare();
                @Description("Documented.") int getOption();
                void setOption(int value);
              }
              /** Documented. */
              public enum Kind { BARE }
            }
            """);

    assertThat(
        undocumented(List.of(file)),
        is(
            List.of(
                "Planted",
                "undocumented",
                "<init>",
                "missing",
                "withoutSize",
                "settle",
                "Pair.b",
                "bare",
                "BARE")));
  }

  private static List<Path> javaFiles(Path tree) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      return files
          .filter(f -> f.toString().endsWith(".java") && !f.endsWith("package-info.java"))
          .toList();
    }
  }

  private static List<String> undocumented(List<Path> files) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> found = new ArrayList<>();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  manager,
                  null,
                  List.of("-proc:none"),
                  null,
                  manager.getJavaFileObjectsFromPaths(files));
      DocTrees docs = DocTrees.instance(task);
      for (CompilationUnitTree unit : task.parse()) {
        new PublicMembers(docs, found).scan(unit, null);
      }
    }
    return found;
  }

  private static final class PublicMembers extends TreePathScanner<Void, Void> {
    private final DocTrees docs;
    private final List<String> found;

    PublicMembers(DocTrees docs, List<String> found) {
      this.docs = docs;
      this.found = found;
    }

    @Override
    public Void visitClass(ClassTree type, Void unused) {
      if (!isPublic(type.getModifiers())) {
        return null;
      }
      DocCommentTree comment = check(type.getSimpleName().toString());
      if (type.getKind() == Tree.Kind.RECORD) {
        checkComponents(type, comment);
      }
      return super.visitClass(type, null);
    }

    private void checkComponents(ClassTree type, DocCommentTree comment) {
      Set<String> described =
          comment == null
              ? Set.of()
              : comment.getBlockTags().stream()
                  .filter(ParamTree.class::isInstance)
                  .map(tag -> ((ParamTree) tag).getName().toString())
                  .collect(Collectors.toSet());
      for (Tree member : type.getMembers()) {
        if (member instanceof VariableTree component
            && !component.getModifiers().getFlags().contains(Modifier.STATIC)
            && !described.contains(component.getName().toString())) {
          found.add(type.getSimpleName() + "." + component.getName());
        }
      }
    }

    @Override
    public Void visitMethod(MethodTree method, Void unused) {
      boolean overrides =
          method.getModifiers().getAnnotations().stream()
              .anyMatch(a -> a.getAnnotationType().toString().equals("Override"));
      // The description of an option is its documentation.
      boolean isOption =
          method.getModifiers().getAnnotations().stream()
              .anyMatch(a -> a.getAnnotationType().toString().equals("Description"));
      boolean isSetter =
          WITH.matcher(method.getName().toString()).matches()
              || (method.getParameters().size() == 1
                  && SET.matcher(method.getName().toString()).matches());
      boolean isTrivial =
          method.getName().contentEquals("pack")
              || (method.getParameters().isEmpty()
                  && (method.getName().contentEquals("of")
                      || method.getName().contentEquals("<init>")));
      boolean generated = docs.getSourcePositions().getEndPosition(root(), method) < 0;
      if (isPublic(method.getModifiers())
          && !overrides
          && !isOption
          && !isSetter
          && !isTrivial
          && !generated
          && !isCompact(method)) {
        check(method.getName().toString());
      }
      return null;
    }

    @Override
    public Void visitVariable(VariableTree field, Void unused) {
      boolean ofRecord =
          enclosing().getKind() == Tree.Kind.RECORD
              && !field.getModifiers().getFlags().contains(Modifier.STATIC);
      if (isPublic(field.getModifiers()) && !ofRecord) {
        check(field.getName().toString());
      }
      return null;
    }

    @Override
    public Void visitBlock(BlockTree initializer, Void unused) {
      return null;
    }

    /**
     * Returns whether this is the compact constructor of a record, whose components are documented.
     */
    private boolean isCompact(MethodTree method) {
      return enclosing().getKind() == Tree.Kind.RECORD && method.getName().contentEquals("<init>");
    }

    private boolean isPublic(ModifiersTree modifiers) {
      Set<Modifier> flags = modifiers.getFlags();
      return flags.contains(Modifier.PUBLIC)
          || flags.contains(Modifier.PROTECTED)
          || (getCurrentPath().getParentPath().getLeaf() instanceof ClassTree
              && enclosing().getKind() == Tree.Kind.INTERFACE
              && !flags.contains(Modifier.PRIVATE));
    }

    private ClassTree enclosing() {
      return (ClassTree) getCurrentPath().getParentPath().getLeaf();
    }

    private CompilationUnitTree root() {
      return getCurrentPath().getCompilationUnit();
    }

    private DocCommentTree check(String name) {
      TreePath path = getCurrentPath();
      DocCommentTree comment = docs.getDocCommentTree(path);
      if (comment == null) {
        found.add(name);
      }
      return comment;
    }
  }
}
