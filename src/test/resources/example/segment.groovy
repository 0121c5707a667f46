// The lesions of a volume, from Groovy; "input" is a path.
import ij.IJ
import ij.WindowManager

IJ.run("Open Medical Volume...", "path=[" + input + "]")
def source = IJ.getImage()
IJ.run(source, "Segment Lesions...", "threshold=0.5 probability=true classify=false")
def labels = WindowManager.getImage("Labels of " + source.title)
def lesions = (1..labels.stackSize).collect { labels.getStack().getProcessor(it).stats.max }.max() as int
println "$lesions lesion(s) in ${source.title}"
lesions
