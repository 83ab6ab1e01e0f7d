// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLatin1String>

/// Paths of the Open API, the same on every server. resources/openapi.yaml describes each.
namespace qn::api::routes {

// The baseline: every server has these.
inline constexpr QLatin1String authorize("/cgi-bin/oauth2/authorize");
inline constexpr QLatin1String token("/cgi-bin/oauth2/token");
inline constexpr QLatin1String sendMail("/cgi-bin/api/send_mail"); ///< POST
inline constexpr QLatin1String mailList("/cgi-bin/api/get_mail_list"); ///< GET
inline constexpr QLatin1String contacts("/cgi-bin/api/get_contacts"); ///< GET

// The extensions: announced by capabilities, which a baseline server answers with 404.
inline constexpr QLatin1String capabilities("/cgi-bin/api/get_capabilities"); ///< GET
inline constexpr QLatin1String folderList("/cgi-bin/api/get_folder_list"); ///< GET
inline constexpr QLatin1String changes("/cgi-bin/api/get_changes"); ///< GET folder, token, limit
inline constexpr QLatin1String mail("/cgi-bin/api/get_mail"); ///< GET folder, id
inline constexpr QLatin1String mailSource("/cgi-bin/api/get_mail_source"); ///< GET folder, id; answers message/rfc822
inline constexpr QLatin1String attachment("/cgi-bin/api/get_attachment"); ///< GET folder, id, part_id; answers bytes
inline constexpr QLatin1String findSent("/cgi-bin/api/find_sent"); ///< GET idempotency_key, message_id
inline constexpr QLatin1String setFlags("/cgi-bin/api/set_flags"); ///< POST
inline constexpr QLatin1String moveMail("/cgi-bin/api/move_mail"); ///< POST
inline constexpr QLatin1String deleteMail("/cgi-bin/api/delete_mail"); ///< POST
inline constexpr QLatin1String appendMail("/cgi-bin/api/append_mail"); ///< POST folder, flags; takes message/rfc822
inline constexpr QLatin1String saveDraft("/cgi-bin/api/save_draft"); ///< POST
inline constexpr QLatin1String saveContact("/cgi-bin/api/save_contact"); ///< POST
inline constexpr QLatin1String deleteContact("/cgi-bin/api/delete_contact"); ///< POST
inline constexpr QLatin1String searchMail("/cgi-bin/api/search_mail"); ///< GET folder, query
inline constexpr QLatin1String waitForChange("/cgi-bin/api/wait_for_change"); ///< GET state; answers late

} // namespace qn::api::routes
