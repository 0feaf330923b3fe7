# Reads the tables of sino-pak-data in R, with readr if it is installed and with base R otherwise:
#
#     source("sino-pak-data-VERSION/sino-pak-data.R")
#     events <- spd_read("events", "sino-pak-data-VERSION")
#     all <- spd_read_all("sino-pak-data-VERSION")
#
# Days (columns _start and _end) are Dates. Codes are factors with the codes in the order of their list, ordered where
# they rise. Lists are list columns of character vectors, empty where the cell is. Dates as their sources give them
# stay text: 2005-04 is not a day. Everything else that is empty is NA, never zero.

spd_read <- function(table, folder = ".", readr = requireNamespace("readr", quietly = TRUE)) {
  # A data frame (a tibble with readr) of one table of the package in that folder.
  if (!table %in% names(spd_columns)) {
    stop("no table ", table, "; there are ", paste(names(spd_columns), collapse = ", "), call. = FALSE)
  }
  file <- file.path(folder, "tables", paste0(table, ".csv"))
  if (!file.exists(file)) stop(file, " does not exist: name the folder of the package", call. = FALSE)
  if (readr) {
    # readr rounds the last digit of some numbers; R does not
    spec <- spd_spec(table)
    numbers <- names(which(spd_columns[[table]] == "double"))
    spec$cols[numbers] <- list(readr::col_character())
    read <- readr::read_csv(file, col_types = spec, na = "", trim_ws = FALSE, progress = FALSE)
    read[numbers] <- lapply(read[numbers], as.double)
  } else {
    read <- utils::read.csv(file,
      colClasses = "character", na.strings = "", encoding = "UTF-8", check.names = FALSE, stringsAsFactors = FALSE
    )
    read[] <- Map(spd_typed, read, spd_columns[[table]][names(read)], spd_codes[[table]][names(read)])
  }
  lists <- names(which(spd_columns[[table]] == "list"))
  read[lists] <- lapply(read[lists], spd_split)
  read
}

spd_read_all <- function(folder = ".", ...) {
  # Every table of the package, a list of data frames by name.
  sapply(names(spd_columns), spd_read, folder = folder, ..., simplify = FALSE)
}

spd_spec <- function(table) {
  # The column specification of a table for readr; a list is read as text.
  column <- function(type, codes) {
    switch(type,
      integer = readr::col_integer(),
      double = readr::col_double(),
      logical = readr::col_logical(),
      Date = readr::col_date("%Y-%m-%d"),
      factor = readr::col_factor(codes),
      ordered = readr::col_factor(codes, ordered = TRUE),
      readr::col_character()
    )
  }
  types <- spd_columns[[table]]
  do.call(readr::cols, Map(column, types, spd_codes[[table]][names(types)]))
}

spd_typed <- function(text, type, codes) {
  # A column of text as its type, without readr.
  switch(type,
    integer = as.integer(text),
    double = as.double(text),
    logical = text == "true",
    Date = as.Date(text, "%Y-%m-%d"),
    factor = factor(text, codes),
    ordered = factor(text, codes, ordered = TRUE),
    text
  )
}

spd_split <- function(text) {
  # Cells of lists as character vectors.
  items <- strsplit(text, ";", fixed = TRUE)
  items[is.na(text)] <- list(character(0))
  items
}
