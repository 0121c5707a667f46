// The commands of the menu on the phantom, for compare_jars.py. The argument is INPUTS;FOLDER.
parts = split(getArgument(), ";");
data = parts[0] + "/test-data/";
out = parts[1] + "/";
while (nImages > 0) {
    close();
}
run("Open Medical Volume...", "path=[" + data + "phantom_t1ce.nii.gz]");
run("Segment Lesions...", "device=cpu threshold=0.4 maxflatness=0 probability=true outlines=false roizip=[" + out + "outlines.zip]");
saveAs("Results", out + "segmented.csv");
selectImage("Probability of phantom_t1ce");
saveAs("Tiff", out + "probability.tif");
selectImage("phantom_t1ce");
run("Classify Lesions...", "device=cpu lesions=[Labels of phantom_t1ce]");
saveAs("Results", out + "classified.csv");
maps = newArray("attention", "cam_meningioma");
for (i = 0; i < maps.length; i++) {
    selectImage("phantom_t1ce");
    run("Explain Prediction...", "device=cpu map=" + maps[i] + " x=100 y=60 z=15");
    saveAs("Tiff", out + maps[i] + ".tif");
    close();
}
selectImage("Labels of phantom_t1ce");
run("Measure Lesions...");
saveAs("Results", out + "measured.csv");
run("Open Medical Volume...", "path=[" + data + "phantom_mask.nii.gz]");
run("Compare With Reference...", "prediction=[Labels of phantom_t1ce] reference=phantom_mask");
saveAs("Results", out + "compared.csv");
saveAs("Tiff", out + "agreement.tif");
run("Batch...", "input=[" + parts[0] + "/few] output=[" + out + "batch] device=cpu");
saveAs("Results", out + "batch.csv");
print(nImages + " images, the last " + getTitle());
