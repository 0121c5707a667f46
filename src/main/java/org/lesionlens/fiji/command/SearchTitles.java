package org.lesionlens.fiji.command;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.scijava.MenuPath;
import org.scijava.Priority;
import org.scijava.event.EventHandler;
import org.scijava.module.ModuleInfo;
import org.scijava.module.ModuleService;
import org.scijava.module.event.ModulesAddedEvent;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.scijava.service.AbstractService;
import org.scijava.service.SciJavaService;
import org.scijava.service.Service;

/**
 * What Fiji's search calls the entries of our menu: the program's name, the entry, and the words of its command's description,
 * so that people find what they have another word for. Menu and macros call them as ever.
 *
 * <p>Fiji makes a module of each entry of ImageJ's menu, whenever it reads that menu. Its search looks for words in the labels
 * of modules and, for those that have none, in their menu paths; it never looks into descriptions.
 */
@Plugin(type = Service.class, priority = Priority.LOW)
public final class SearchTitles extends AbstractService implements SciJavaService {
    private static final String PROGRAM = "LesionLens";

    @Parameter
    private ModuleService modules;

    /** Titles the entries that were there before this service. */
    @Override
    public void initialize() {
        title(modules.getModules());
    }

    @EventHandler
    private void added(ModulesAddedEvent event) {
        title(event.getItems());
    }

    private void title(Collection<? extends ModuleInfo> added) {
        List<? extends ModuleInfo> entries =
                added.stream().filter(SearchTitles::isOurs).toList();
        if (entries.isEmpty()) {
            return;
        }
        Map<String, String> words = modules.getModules().stream()
                .filter(info -> info.getDelegateClassName().startsWith("org.lesionlens."))
                .filter(info -> info.getLabel() != null && info.getDescription() != null)
                .collect(Collectors.toMap(ModuleInfo::getLabel, ModuleInfo::getDescription, (first, second) -> first));
        for (ModuleInfo entry : entries) {
            String name = entry.getMenuPath().getLeaf().getName();
            String more = words.getOrDefault(name, "");
            entry.setLabel(PROGRAM + " " + name + (more.isEmpty() ? "" : " (" + more + ")"));
        }
    }

    private static boolean isOurs(ModuleInfo info) {
        MenuPath path = info.getMenuPath();
        return path != null && path.size() >= 3 && path.get(1).getName().equals(PROGRAM);
    }
}
