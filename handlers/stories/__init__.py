"""An order's whole story: as a message, a picture and a workbook."""
