"""What is wrong with a data set, and that good ones have nothing wrong. Seconds."""

import sys
import tempfile
import unittest
from pathlib import Path
from types import SimpleNamespace

import nibabel
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

import phantoms  # noqa: E402

from training import checks, dataset, images  # noqa: E402


class DataTest(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = Path(holder.name)

    def faults(self):
        return checks.faults_and_remarks(dataset.read(self.folder))[0]

    def change(self, column, old, new):
        """Of the first case."""
        phantoms.edit_cases(self.folder, lambda k, row: {column: new} if k == 0 and row[column] == old else {})

    def test_good_data_have_no_faults(self):
        phantoms.pictures(self.folder)
        self.assertEqual(self.faults(), [])

    def test_a_patient_in_two_folds_is_a_fault(self):
        phantoms.pictures(self.folder)
        self.change("fold", "1", "2")
        self.assertTrue(any("patient_0" in fault and "folds" in fault for fault in self.faults()))

    def test_the_column_of_patients_may_be_called_patient(self):
        phantoms.pictures(self.folder)
        groups = [case.group for case in dataset.read(self.folder).cases]
        path = self.folder / "cases.csv"
        path.write_text(path.read_text().replace("group", "patient", 1))
        self.assertEqual([case.group for case in dataset.read(self.folder).cases], groups)
        path.write_text(path.read_text().replace("patient", "who", 1))
        with self.assertRaisesRegex(dataset.DataError, "columns case and patient"):
            dataset.read(self.folder)

    def test_of_two_columns_the_group_decides(self):
        phantoms.pictures(self.folder)
        path = self.folder / "cases.csv"
        lines = path.read_text().splitlines()
        path.write_text("\n".join([lines[0] + ",patient"] + [f"{line},p{n}" for n, line in enumerate(lines[1:])]))
        first = dataset.read(self.folder).cases[0]
        self.assertEqual((first.group, first.extra["patient"]), ("patient_0", "p0"))

    def columns(self, **columns):
        """More columns of cases.csv, or others, made of the number of the case."""
        phantoms.edit_cases(self.folder, lambda k, row: {name: make(k) for name, make in columns.items()})

    def test_a_patient_in_two_groups_is_a_fault(self):
        phantoms.pictures(self.folder)
        self.columns(group=lambda k: f"study_{k}", fold=lambda k: "", patient=lambda k: f"p{k // 2}")
        faults = self.faults()
        self.assertEqual(len(faults), 8, faults)
        self.assertIn("Patient p0 is in folds 1, 2, as cases.csv has", faults[0])
        self.columns(fold=lambda k: str(k // 8 + 1))  # given, so that each patient is in one
        self.assertEqual(self.faults(), [])

    def test_one_fold_is_a_fault_and_spaces_make_none(self):
        phantoms.pictures(self.folder)
        self.columns(fold=lambda k: ("1 ", "1")[k % 2], group=lambda k: f"g{k}")
        self.assertIn("All cases are in fold 1.", self.faults()[0])

    def test_folds_that_are_made_have_cases_of_every_class(self):
        phantoms.pictures(self.folder, count=20)
        for each in (4, 5, 8):  # cases of the rarer class, each of its own patient
            rare = set(np.random.default_rng(each).permutation(20)[:each].tolist())
            self.columns(
                group=lambda k: f"g{k}", fold=lambda k: "", **{"class": lambda k, of=rare: "dim" if k in of else "bright"}
            )
            cases = dataset.read(self.folder).cases
            counts = [sum(case.fold == fold and case.kind == "dim" for case in cases) for fold in "1234"]
            self.assertLessEqual(max(counts) - min(counts), 1)
            self.assertGreaterEqual(min(counts), 1)
            self.assertEqual([sum(case.fold == fold for case in cases) for fold in "1234"], [5] * 4)

    def test_images_without_a_class_do_not_count_as_one_where_folds_are_made(self):
        phantoms.pictures(self.folder, count=18)
        patient = ["healthy"] * 10 + [f"p{k // 2}" for k in range(8)]
        kinds = [""] * 10 + ["dim", ""] * 4
        self.columns(group=lambda k: patient[k], fold=lambda k: "", **{"class": lambda k: kinds[k]})
        cases = dataset.read(self.folder).cases
        self.assertEqual([sum(case.fold == fold and case.kind == "dim" for case in cases) for fold in "1234"], [1] * 4)

    def test_pictures_have_no_millimetres(self):
        phantoms.pictures(self.folder)
        path = self.folder / "dataset.yaml"
        path.write_text(path.read_text().replace("pixel_size: false", "pixel_size: true"))
        with self.assertRaisesRegex(dataset.DataError, "pixel_size: false"):
            dataset.read(self.folder)

    def test_a_class_without_a_lesion_is_remarked(self):
        phantoms.pictures(self.folder)
        path = self.folder / "labelsTr" / "case_03.png"
        images.Image.fromarray(0 * images.truth(SimpleNamespace(label=path))).save(path)
        self.assertIn("1 images have a class but no lesion, case_03 the first", " ".join(self.remarks()))

    def test_a_case_without_a_patient_is_refused(self):
        phantoms.pictures(self.folder)
        self.change("group", "patient_0", " ")
        with self.assertRaisesRegex(dataset.DataError, "no group for case_00"):
            dataset.read(self.folder)

    def test_names_that_other_readers_of_the_networks_refuse_are_refused(self):
        phantoms.pictures(self.folder)
        path = self.folder / "dataset.yaml"
        text = path.read_text()
        for added, sentence in (
            ("name: liver/CT", "name 'liver/CT'; expected text of letters without accents"),
            ("name: 2024", "name '2024'; expected text"),
            ("name:", "name 'None'; expected text"),
            ("model_licence: ask us", "model_licence 'ask us'; expected a name of spdx.org/licenses"),
            ("model_licence: CC-BY-4", "model_licence 'CC-BY-4'; expected a name of spdx.org/licenses"),
            ("model_licence: cc-by-4.0", "model_licence 'cc-by-4.0'; expected"),
            ("model_licence: LicenseRef-ours", "model_licence 'LicenseRef-ours'; expected"),
        ):
            path.write_text(text + added + "\n")
            with self.assertRaisesRegex(dataset.DataError, sentence):
                dataset.read(self.folder)
        path.write_text(text + "model_licence: CC-BY-NC-4.0\n")
        self.assertEqual(dataset.read(self.folder).description.model_licence, "CC-BY-NC-4.0")

    def test_data_without_any_lesion_are_a_fault(self):
        phantoms.pictures(self.folder)
        for path in (self.folder / "labelsTr").iterdir():
            images.Image.fromarray(0 * images.truth(SimpleNamespace(label=path))).save(path)
        faults = self.faults()
        self.assertEqual(len(faults), 1, faults)
        self.assertIn("none of the values [1]", faults[0])

    def test_an_unknown_class_is_a_fault(self):
        phantoms.pictures(self.folder)
        self.change("class", "dim", "dark")
        self.assertTrue(any("'dark'" in fault for fault in self.faults()))

    def test_a_label_image_of_another_size_is_a_fault(self):
        phantoms.pictures(self.folder)
        path = self.folder / "labelsTr" / "case_03.png"
        images.Image.fromarray(np.zeros((10, 10), np.uint8)).save(path)
        self.assertTrue(any("case_03" in fault and "grid" in fault for fault in self.faults()))

    def test_a_missing_file_is_a_fault(self):
        phantoms.pictures(self.folder)
        (self.folder / "imagesTr" / "case_05_0000.png").unlink()
        self.assertEqual(self.faults(), ["case_05: imagesTr/case_05_0000.png is not there."])

    def test_images_alike_in_two_folds_are_remarked(self):
        phantoms.pictures(self.folder)
        first, other = (self.folder / "imagesTr" / f"case_{n}_0000.png" for n in ("00", "04"))
        other.write_bytes(first.read_bytes())
        self.assertIn("1 pair of images", self.alike())
        self.assertIn("case_00 and case_04", self.alike())

    def alike(self):
        remarks = checks.faults_and_remarks(dataset.read(self.folder))[1]
        return next(remark for remark in remarks if "look the same" in remark)

    def test_all_pairs_alike_are_named_up_to_a_number_that_is_said(self):
        phantoms.pictures(self.folder)
        images_of = [self.folder / "imagesTr" / f"case_{n:02d}_0000.png" for n in range(16)]
        for other in (4, 5):
            images_of[other].write_bytes(images_of[0].read_bytes())
        two = "2 pairs of images in different folds look the same: case_00 and case_04; case_00 and case_05."
        self.assertIn(two, self.alike())
        for other in range(1, 16):
            images_of[other].write_bytes(images_of[0].read_bytes())
        remark = self.alike()
        self.assertTrue(remark.startswith("64 pairs"), remark)
        self.assertEqual(remark.count(" and case_"), 20)
        self.assertIn("and 44 more", remark)

    def test_a_volume_twice_is_remarked_also_where_readers_marked_other_slices(self):
        phantoms.thick(self.folder)
        first, other = (self.folder / "imagesTr" / f"case_{n}_0000.nii.gz" for n in ("00", "04"))
        other.write_bytes(first.read_bytes())
        self.volume("labelsTr/case_04.nii.gz", lambda voxels, affine: (np.roll(voxels, len(voxels[0, 0]) // 2, 2), affine))
        self.assertIn("case_00 and case_04", self.alike())

    def volume(self, name, turn):
        """Another affine or other voxels for a file: `turn` takes and gives both."""
        path = self.folder / name
        image = nibabel.load(path)
        voxels, affine = turn(np.asarray(image.dataobj), image.affine.copy())
        nibabel.save(nibabel.Nifti1Image(voxels, affine), path)

    def test_a_label_image_that_lies_elsewhere_than_the_image_is_a_fault(self):
        phantoms.thick(self.folder)

        def moved(voxels, affine):
            affine[0, 3] += 3
            return voxels, affine

        self.volume("labelsTr/case_02.nii.gz", moved)
        self.volume("labelsTr/case_03.nii.gz", lambda voxels, affine: (voxels, affine @ np.diag((2.0, 1, 1, 1))))
        near = np.diag((0.0, 0, 0, 0))
        near[0, 3] = 0.05
        self.volume("labelsTr/case_04.nii.gz", lambda voxels, affine: (voxels, affine + near))
        moved_one, coarse_one = self.faults()
        self.assertIn("case_02: labelsTr/case_02.nii.gz and imagesTr/case_02_0000.nii.gz have the same size", moved_one)
        self.assertIn("up to 3 mm apart", moved_one)
        self.assertIn("case_03", coarse_one)
        self.assertIn("voxels of 2 x 1 x 5 and 1 x 1 x 5 mm", coarse_one)

    def test_channels_on_different_grids_are_a_fault(self):
        phantoms.sequences(self.folder, count=8, frames=3)
        self.volume("imagesTr/case_01_0001.nii.gz", lambda voxels, affine: (voxels[:-2], affine))
        self.volume("imagesTr/case_02_0001.nii.gz", lambda voxels, affine: (voxels, affine @ np.diag((1, 1, 2.0, 1))))
        small, far = self.faults()
        names = [f"imagesTr/case_{k}_0001.nii.gz and imagesTr/case_{k}_0000.nii.gz" for k in ("01", "02")]
        self.assertIn(f"{names[0]} have 30 x 28 x 3 and 32 x 28 x 3 voxels", small)
        self.assertIn(f"{names[1]} have the same size", far)

    def remarks(self):
        return checks.faults_and_remarks(dataset.read(self.folder))[1]

    def test_images_of_an_unusual_size_are_remarked(self):
        phantoms.pictures(self.folder)
        self.assertFalse([remark for remark in self.remarks() if "size" in remark])
        for width, number in ((192, "03"), (193, "05"), (11, "07")):  # four times as wide is not yet strange
            for place in (f"imagesTr/case_{number}_0000.png", f"labelsTr/case_{number}.png"):
                image = images.Image.open(self.folder / place)
                image.resize((width, image.height), images.Image.Resampling.NEAREST).save(self.folder / place)
        self.assertIn(
            "2 images have a size more than four times or less than a quarter of the median along an axis, case_05 the first: "
            "193 x 64, the median 48 x 64.",
            self.remarks(),
        )

    def test_volumes_of_an_unusual_spacing_are_remarked(self):
        phantoms.volumes(self.folder, count=8)
        self.assertFalse([remark for remark in self.remarks() if "spacing" in remark])
        for place in ("imagesTr/case_02_0000.nii.gz", "labelsTr/case_02.nii.gz"):
            self.volume(place, lambda voxels, affine: (voxels, affine @ np.diag((1.0, 1.0, 4.5, 1.0))))
        said = "1 images have a spacing more than four times or less than a quarter of the median, case_02 the first."
        self.assertIn(said, self.remarks())

    def test_voxels_that_are_no_numbers_are_a_fault(self):
        phantoms.thick(self.folder, count=4)

        def broken(voxels, affine):
            voxels = voxels.astype(np.float32)
            voxels[3, 3, 3] = np.nan
            return voxels, affine

        self.volume("imagesTr/case_01_0000.nii.gz", broken)
        self.assertTrue(any(fault.startswith("case_01 has voxels that are no number") for fault in self.faults()))

    def test_computed_tomography_that_is_not_in_hounsfield_units_is_remarked(self):
        phantoms.volumes(self.folder, count=4)
        self.assertFalse([remark for remark in self.remarks() if "Hounsfield" in remark])
        self.volume("imagesTr/case_01_0000.nii.gz", lambda voxels, affine: (voxels - voxels.min(), affine))
        self.volume("imagesTr/case_02_0000.nii.gz", lambda voxels, affine: (0 * voxels, affine))
        self.assertFalse([remark for remark in self.remarks() if "Hounsfield" in remark])  # a crop within soft tissue
        self.volume("imagesTr/case_03_0000.nii.gz", lambda voxels, affine: (voxels - voxels.min(), affine))
        said = " ".join(self.remarks())
        self.assertIn("3 of 4 images have no value below 0, case_01 the first. CT is expected in Hounsfield units", said)
        self.assertIn("1 images have one value throughout, case_02 the first", said)

    def test_pictures_of_sixteen_bits_keep_their_values_and_labels_of_a_palette_their_numbers(self):
        phantoms.pictures(self.folder)
        image, label = (self.folder / place for place in ("imagesTr/case_00_0000.png", "labelsTr/case_00.png"))
        case = dataset.read(self.folder).cases[0]
        grey, numbers = images.picture(case).voxels, images.truth(case)
        images.Image.fromarray((grey[0] * 200).astype(np.uint16)).save(image)
        coloured = images.Image.fromarray(numbers).convert("P")
        coloured.putpalette([0, 0, 0, 255, 0, 0])
        coloured.save(label)
        self.assertEqual(images.Image.open(label).mode, "P")
        np.testing.assert_array_equal(images.picture(case).voxels, grey * 200)
        np.testing.assert_array_equal(images.truth(case), numbers)
        self.assertEqual(self.faults(), [])
        images.Image.fromarray(numbers > 0).save(label)
        self.assertEqual(images.Image.open(label).mode, "1")
        np.testing.assert_array_equal(images.truth(case), numbers > 0)

    def test_a_file_of_several_channels_is_a_fault(self):
        phantoms.thick(self.folder, count=4)
        self.volume("imagesTr/case_00_0000.nii.gz", lambda voxels, affine: (np.stack([voxels] * 2, -1), affine))
        self.assertIn("imagesTr/case_00_0000.nii.gz has 4 axes; expected 3, one file a channel.", self.faults()[0])


if __name__ == "__main__":
    unittest.main()
