# SPDX-License-Identifier: GPL-2.0-or-later
unit_tests += %D%/process_document_test
