#include "SiteAssets.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

// `#embed` tells the build system what it read, so that a changed file is compiled anew.
static const unsigned char icon_svg[] = {
#embed "files/icon.svg"
};
static const unsigned char script_tenure_js[] = {
#embed "files/script/tenure.js"
};
static const unsigned char styles_base_css[] = {
#embed "files/styles/base.css"
};
static const unsigned char styles_charts_css[] = {
#embed "files/styles/charts.css"
};
static const unsigned char styles_controls_css[] = {
#embed "files/styles/controls.css"
};
static const unsigned char styles_drawer_css[] = {
#embed "files/styles/drawer.css"
};
static const unsigned char styles_figures_css[] = {
#embed "files/styles/figures.css"
};
static const unsigned char styles_marks_css[] = {
#embed "files/styles/marks.css"
};
static const unsigned char styles_narrow_css[] = {
#embed "files/styles/narrow.css"
};
static const unsigned char styles_panels_css[] = {
#embed "files/styles/panels.css"
};
static const unsigned char styles_print_css[] = {
#embed "files/styles/print.css"
};
static const unsigned char styles_shell_css[] = {
#embed "files/styles/shell.css"
};
static const unsigned char styles_states_css[] = {
#embed "files/styles/states.css"
};
static const unsigned char styles_tables_css[] = {
#embed "files/styles/tables.css"
};
static const unsigned char styles_text_css[] = {
#embed "files/styles/text.css"
};
static const unsigned char styles_timeline_css[] = {
#embed "files/styles/timeline.css"
};
static const unsigned char styles_tokens_css[] = {
#embed "files/styles/tokens.css"
};
static const unsigned char templates_account_mustache[] = {
#embed "files/templates/account.mustache"
};
static const unsigned char templates_accounts_mustache[] = {
#embed "files/templates/accounts.mustache"
};
static const unsigned char templates_cohorts_mustache[] = {
#embed "files/templates/cohorts.mustache"
};
static const unsigned char templates_definitions_mustache[] = {
#embed "files/templates/definitions.mustache"
};
static const unsigned char templates_drawer_mustache[] = {
#embed "files/templates/drawer.mustache"
};
static const unsigned char templates_figures_mustache[] = {
#embed "files/templates/figures.mustache"
};
static const unsigned char templates_frame_mustache[] = {
#embed "files/templates/frame.mustache"
};
static const unsigned char templates_import_file_mustache[] = {
#embed "files/templates/import-file.mustache"
};
static const unsigned char templates_import_mustache[] = {
#embed "files/templates/import.mustache"
};
static const unsigned char templates_banners_mustache[] = {
#embed "files/templates/banners.mustache"
};
static const unsigned char templates_identity_mustache[] = {
#embed "files/templates/identity.mustache"
};
static const unsigned char templates_intake_mustache[] = {
#embed "files/templates/intake.mustache"
};
static const unsigned char templates_intake_closed_mustache[] = {
#embed "files/templates/intake-closed.mustache"
};
static const unsigned char templates_names_mustache[] = {
#embed "files/templates/names.mustache"
};
static const unsigned char templates_quarantine_mustache[] = {
#embed "files/templates/quarantine.mustache"
};
static const unsigned char templates_lens_mustache[] = {
#embed "files/templates/lens.mustache"
};
static const unsigned char templates_overview_mustache[] = {
#embed "files/templates/overview.mustache"
};
static const unsigned char templates_picks_mustache[] = {
#embed "files/templates/picks.mustache"
};
static const unsigned char templates_problem_mustache[] = {
#embed "files/templates/problem.mustache"
};
static const unsigned char templates_retention_mustache[] = {
#embed "files/templates/retention.mustache"
};
static const unsigned char templates_revenue_mustache[] = {
#embed "files/templates/revenue.mustache"
};
static const unsigned char templates_nothing_mustache[] = {
#embed "files/templates/nothing.mustache"
};
static const unsigned char templates_silence_mustache[] = {
#embed "files/templates/silence.mustache"
};
static const unsigned char templates_styleguide_mustache[] = {
#embed "files/templates/styleguide.mustache"
};
static const unsigned char templates_table_mustache[] = {
#embed "files/templates/table.mustache"
};
static const unsigned char templates_tabs_mustache[] = {
#embed "files/templates/tabs.mustache"
};
static const unsigned char templates_usage_mustache[] = {
#embed "files/templates/usage.mustache"
};
static const unsigned char templates_welcome_mustache[] = {
#embed "files/templates/welcome.mustache"
};
static const unsigned char tenure_js[] = {
#embed "files/tenure.js"
};
static const unsigned char words_en_accounts_txt[] = {
#embed "files/words/en/accounts.txt"
};
static const unsigned char words_en_frame_txt[] = {
#embed "files/words/en/frame.txt"
};
static const unsigned char words_en_import_txt[] = {
#embed "files/words/en/import.txt"
};
static const unsigned char words_en_intake_txt[] = {
#embed "files/words/en/intake.txt"
};
static const unsigned char words_en_numbers_txt[] = {
#embed "files/words/en/numbers.txt"
};
static const unsigned char words_en_pages_txt[] = {
#embed "files/words/en/pages.txt"
};
static const unsigned char words_en_styleguide_txt[] = {
#embed "files/words/en/styleguide.txt"
};
static const unsigned char words_en_usage_txt[] = {
#embed "files/words/en/usage.txt"
};

#define ASSET(name, bytes) {name, bytes, sizeof bytes}
static const struct site_asset assets[] = {
    ASSET("icon.svg", icon_svg),
    ASSET("script/tenure.js", script_tenure_js),
    ASSET("styles/base.css", styles_base_css),
    ASSET("styles/charts.css", styles_charts_css),
    ASSET("styles/controls.css", styles_controls_css),
    ASSET("styles/drawer.css", styles_drawer_css),
    ASSET("styles/figures.css", styles_figures_css),
    ASSET("styles/marks.css", styles_marks_css),
    ASSET("styles/narrow.css", styles_narrow_css),
    ASSET("styles/panels.css", styles_panels_css),
    ASSET("styles/print.css", styles_print_css),
    ASSET("styles/shell.css", styles_shell_css),
    ASSET("styles/states.css", styles_states_css),
    ASSET("styles/tables.css", styles_tables_css),
    ASSET("styles/text.css", styles_text_css),
    ASSET("styles/timeline.css", styles_timeline_css),
    ASSET("styles/tokens.css", styles_tokens_css),
    ASSET("templates/account.mustache", templates_account_mustache),
    ASSET("templates/accounts.mustache", templates_accounts_mustache),
    ASSET("templates/cohorts.mustache", templates_cohorts_mustache),
    ASSET("templates/definitions.mustache", templates_definitions_mustache),
    ASSET("templates/drawer.mustache", templates_drawer_mustache),
    ASSET("templates/figures.mustache", templates_figures_mustache),
    ASSET("templates/frame.mustache", templates_frame_mustache),
    ASSET("templates/import-file.mustache", templates_import_file_mustache),
    ASSET("templates/import.mustache", templates_import_mustache),
    ASSET("templates/banners.mustache", templates_banners_mustache),
    ASSET("templates/identity.mustache", templates_identity_mustache),
    ASSET("templates/intake.mustache", templates_intake_mustache),
    ASSET("templates/intake-closed.mustache", templates_intake_closed_mustache),
    ASSET("templates/names.mustache", templates_names_mustache),
    ASSET("templates/quarantine.mustache", templates_quarantine_mustache),
    ASSET("templates/lens.mustache", templates_lens_mustache),
    ASSET("templates/overview.mustache", templates_overview_mustache),
    ASSET("templates/picks.mustache", templates_picks_mustache),
    ASSET("templates/problem.mustache", templates_problem_mustache),
    ASSET("templates/retention.mustache", templates_retention_mustache),
    ASSET("templates/revenue.mustache", templates_revenue_mustache),
    ASSET("templates/nothing.mustache", templates_nothing_mustache),
    ASSET("templates/silence.mustache", templates_silence_mustache),
    ASSET("templates/styleguide.mustache", templates_styleguide_mustache),
    ASSET("templates/table.mustache", templates_table_mustache),
    ASSET("templates/tabs.mustache", templates_tabs_mustache),
    ASSET("templates/usage.mustache", templates_usage_mustache),
    ASSET("templates/welcome.mustache", templates_welcome_mustache),
    ASSET("tenure.js", tenure_js),
    ASSET("words/en/accounts.txt", words_en_accounts_txt),
    ASSET("words/en/frame.txt", words_en_frame_txt),
    ASSET("words/en/import.txt", words_en_import_txt),
    ASSET("words/en/intake.txt", words_en_intake_txt),
    ASSET("words/en/numbers.txt", words_en_numbers_txt),
    ASSET("words/en/pages.txt", words_en_pages_txt),
    ASSET("words/en/styleguide.txt", words_en_styleguide_txt),
    ASSET("words/en/usage.txt", words_en_usage_txt),
};

size_t site_asset_count(void) { return sizeof assets / sizeof assets[0]; }

struct site_asset site_asset_at(size_t index) { return assets[index]; }
