// Opens a volume, finds its lesions, writes labels (NIfTI), measurements (CSV) and outlines (ROI zip).
// The argument is INPUT;FOLDER - without a screen: fiji --headless --console -macro segment.ijm "INPUT;FOLDER"
parts = split(getArgument(), ";");
run("Open Medical Volume...", "path=[" + parts[0] + "]");
run("Segment Lesions...", "model=brain-t1ce-segmenter outlines=false classify=true");
run("Export Segmentation...", "folder=[" + parts[1] + "] overwrite=true");
print("done: " + getTitle());
