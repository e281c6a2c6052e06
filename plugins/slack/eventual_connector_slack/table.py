"""The methods of Slack's SDK, one on a line. Generated from it: `make generate`."""

LINES = """\
admin_analytics_getFile POST type date=None metadata_only=None
admin_apps_approve POST app_id=None request_id=None enterprise_id=None team_id=None
admin_apps_approved_list GET cursor=None limit=None enterprise_id=None team_id=None
admin_apps_clearResolution POST app_id enterprise_id=None team_id=None
admin_apps_requests_cancel POST request_id enterprise_id=None team_id=None
admin_apps_requests_list GET cursor=None limit=None team_id=None
admin_apps_restrict POST app_id=None request_id=None enterprise_id=None team_id=None
admin_apps_restricted_list GET cursor=None limit=None enterprise_id=None team_id=None
admin_apps_uninstall POST app_id enterprise_id=None team_ids=None
admin_apps_activities_list POST app_id=None component_id=None component_type=None log_event_type=None max_date_created=None min_date_created=None min_log_level=None sort_direction=None source=None team_id=None trace_id=None cursor=None limit=None
admin_apps_config_lookup POST app_ids
admin_apps_config_set POST app_id domain_restrictions=None workflow_auth_strategy=None
admin_apps_mcp_servers_list POST limit=None cursor=None
admin_apps_mcp_servers_permissions_list POST app_id
admin_apps_mcp_servers_permissions_set POST app_id server_id permission_type user_ids=None usergroup_ids=None
admin_auth_policy_getEntities POST policy_name cursor=None entity_type=None limit=None
admin_auth_policy_assignEntities POST entity_ids policy_name entity_type
admin_auth_policy_removeEntities POST entity_ids policy_name entity_type
admin_conversations_createForObjects POST object_id salesforce_org_id invite_object_team=None
admin_conversations_linkObjects POST channel record_id salesforce_org_id
admin_conversations_unlinkObjects POST channel new_name
admin_barriers_create POST barriered_from_usergroup_ids primary_usergroup_id restricted_subjects
admin_barriers_delete POST barrier_id
admin_barriers_update POST barrier_id barriered_from_usergroup_ids primary_usergroup_id restricted_subjects
admin_barriers_list GET cursor=None limit=None
admin_conversations_create POST is_private name description=None org_wide=None team_id=None
admin_conversations_delete POST channel_id
admin_conversations_invite POST channel_id user_ids
admin_conversations_archive POST channel_id
admin_conversations_unarchive POST channel_id
admin_conversations_rename POST channel_id name
admin_conversations_search POST cursor=None limit=None query=None search_channel_types=None sort=None sort_dir=None team_ids=None
admin_conversations_convertToPrivate POST channel_id
admin_conversations_convertToPublic POST channel_id
admin_conversations_setConversationPrefs POST channel_id prefs
admin_conversations_getConversationPrefs POST channel_id
admin_conversations_disconnectShared POST channel_id leaving_team_ids=None
admin_conversations_lookup POST last_message_activity_before team_ids cursor=None limit=None max_member_count=None
admin_conversations_ekm_listOriginalConnectedChannelInfo POST channel_ids=None cursor=None limit=None team_ids=None
admin_conversations_restrictAccess_addGroup GET channel_id group_id team_id=None
admin_conversations_restrictAccess_listGroups GET channel_id team_id=None
admin_conversations_restrictAccess_removeGroup GET channel_id group_id team_id
admin_conversations_setTeams POST channel_id org_channel=None target_team_ids=None team_id=None
admin_conversations_getTeams POST channel_id cursor=None limit=None
admin_conversations_getCustomRetention POST channel_id
admin_conversations_removeCustomRetention POST channel_id
admin_conversations_setCustomRetention POST channel_id duration_days
admin_conversations_bulkArchive POST channel_ids
admin_conversations_bulkDelete POST channel_ids
admin_conversations_bulkMove POST channel_ids target_team_id
admin_conversations_bulkSetProperties POST channel_ids property
admin_emoji_add GET name url
admin_emoji_addAlias GET alias_for name
admin_emoji_list GET cursor=None limit=None
admin_emoji_remove GET name
admin_emoji_rename GET name new_name
admin_functions_list POST app_ids team_id=None cursor=None limit=None
admin_functions_permissions_lookup POST function_ids
admin_functions_permissions_set POST function_id visibility user_ids=None
admin_roles_addAssignments POST role_id entity_ids user_ids
admin_roles_listAssignments POST role_ids=None entity_ids=None cursor=None limit=None sort_dir=None
admin_roles_removeAssignments POST role_id entity_ids user_ids
admin_slackbot_skills_list POST category=None cursor=None limit=None creator_ids=None publish_status=None auto_enabled_status=None sort=None sort_dir=None
admin_slackbot_skills_publish POST skill_ids
admin_slackbot_skills_setAutoEnabled POST skill_id permission_type usergroup_ids=None
admin_slackbot_skills_unpublish POST skill_ids
admin_users_session_reset POST user_id mobile_only=None web_only=None
admin_users_session_resetBulk POST user_ids mobile_only=None web_only=None
admin_users_session_invalidate POST session_id team_id
admin_users_session_list POST cursor=None limit=None team_id=None user_id=None
admin_teams_settings_setDefaultChannels GET team_id channel_ids
admin_users_session_getSettings POST user_ids
admin_users_session_setSettings POST user_ids desktop_app_browser_quit=None duration=None
admin_users_session_clearSettings POST user_ids
admin_users_unsupportedVersions_export POST date_end_of_support=None date_sessions_started=None
admin_inviteRequests_approve POST invite_request_id team_id=None
admin_inviteRequests_approved_list POST cursor=None limit=None team_id=None
admin_inviteRequests_denied_list POST cursor=None limit=None team_id=None
admin_inviteRequests_deny POST invite_request_id team_id=None
admin_inviteRequests_list POST
admin_teams_admins_list GET team_id cursor=None limit=None
admin_teams_create POST team_domain team_name team_description=None team_discoverability=None
admin_teams_list POST cursor=None limit=None
admin_teams_owners_list GET team_id cursor=None limit=None
admin_teams_settings_info POST team_id
admin_teams_settings_setDescription POST team_id description
admin_teams_settings_setDiscoverability POST team_id discoverability
admin_teams_settings_setIcon GET team_id image_url
admin_teams_settings_setName POST team_id name
admin_usergroups_addChannels POST channel_ids usergroup_id team_id=None
admin_usergroups_addTeams POST usergroup_id team_ids auto_provision=None
admin_usergroups_listChannels POST usergroup_id include_num_members=None team_id=None
admin_usergroups_removeChannels POST usergroup_id channel_ids
admin_users_assign POST team_id user_id channel_ids=None is_restricted=None is_ultra_restricted=None
admin_users_invite POST team_id email channel_ids custom_message=None email_password_policy_enabled=None guest_expiration_ts=None is_restricted=None is_ultra_restricted=None real_name=None resend=None
admin_users_getExpiration GET user_id target_team=None
admin_users_list POST team_id=None include_deactivated_user_workspaces=None is_active=None cursor=None limit=None
admin_users_remove POST team_id user_id
admin_users_setAdmin POST team_id user_id
admin_users_setExpiration POST expiration_ts user_id team_id=None
admin_users_setOwner POST team_id user_id
admin_users_setRegular POST team_id user_id
admin_workflows_search POST app_id=None collaborator_ids=None cursor=None limit=None no_collaborators=None num_trigger_ids=None query=None sort=None sort_dir=None source=None
admin_workflows_permissions_lookup POST workflow_ids max_workflow_triggers=None
admin_workflows_collaborators_add POST collaborator_ids workflow_ids
admin_workflows_collaborators_remove POST collaborator_ids workflow_ids
admin_workflows_unpublish POST workflow_ids
agents_conversations_archive POST channel_id summary_message_ts=None
agents_conversations_create POST name team_id=None session_id=None is_private=None origin_channel_id=None origin_message_ts=None
agents_conversations_getCanvas POST channel canvas_id content_format=None include_resolved=None
agents_conversations_listViews POST channel_id
agents_conversations_removeView POST channel_id view_key=None view_id=None
agents_conversations_setCanvasContent POST channel canvas_id content
agents_conversations_setCommands POST channel_id commands
agents_conversations_setProperties POST channel_id code_channel=None agent_resource=None
agents_conversations_setView POST channel_id type=None view_key=None content=None blocks=None canvas_id=None access_level=None agent_content_hash=None pr_url=None base_branch=None head_branch=None name=None csp=None
agents_sessions_rename POST channel_id title thread_ts=None
agents_sessions_setStatus POST channel_id status thread_ts=None title=None initiator_user_id=None icon_emoji=None icon_url=None username=None
api_test POST error=None
apps_connections_open POST
apps_event_authorizations_list POST event_context cursor=None limit=None
apps_icon_set POST app_id file=None url=None
apps_managed_permissions_set POST app_id permissions
apps_uninstall POST
apps_manifest_create POST manifest
apps_manifest_delete POST app_id
apps_manifest_export POST app_id
apps_manifest_update POST app_id manifest
apps_manifest_validate POST manifest app_id=None
apps_user_connection_update POST user_id status
apps_user_connection_bulkUpdate POST connected_user_ids=None disconnected_user_ids=None
apps_user_connection_requestAuth POST primary_provider trigger_id=None user_id=None
tooling_tokens_rotate POST
assistant_search_context POST query action_token=None channel_types=None content_types=None include_bots=None include_deleted_users=None before=None after=None include_context_messages=None context_channel_id=None cursor=None limit=None sort=None sort_dir=None include_message_blocks=None highlight=None term_clauses=None modifiers=None include_archived_channels=None disable_semantic_search=None
assistant_search_info POST
assistant_threads_setStatus POST channel_id thread_ts status loading_messages=None icon_emoji=None icon_url=None username=None
assistant_threads_setTitle POST channel_id thread_ts title
assistant_threads_setSuggestedPrompts POST channel_id thread_ts=None title=None prompts
auth_revoke GET test=None
auth_test POST
auth_teams_list POST *cursor=None *limit=None *include_icon=None
blocks_validate POST blocks=None message=None view=None
bookmarks_add POST channel_id title type emoji=None entity_id=None link=None parent_id=None
bookmarks_edit POST bookmark_id channel_id emoji=None link=None title=None
bookmarks_list POST channel_id
bookmarks_remove POST bookmark_id channel_id
bots_info GET bot=None team_id=None
calls_add POST external_unique_id join_url created_by=None date_start=None desktop_app_join_url=None external_display_id=None title=None users=None
calls_end POST id duration=None
calls_info POST id
calls_participants_add POST id users
calls_participants_remove POST id users
calls_update POST id desktop_app_join_url=None join_url=None title=None
canvases_create POST title=None document_content=None channel_id=None
canvases_edit POST canvas_id changes
canvases_delete POST canvas_id
canvases_getContent POST canvas_id content_type=None
canvases_access_set POST canvas_id access_level channel_ids=None user_ids=None
canvases_access_delete POST canvas_id channel_ids=None user_ids=None
canvases_sections_lookup POST canvas_id criteria
channels_archive POST channel
channels_create POST name
channels_history GET channel
channels_info GET channel
channels_invite POST channel user
channels_join POST name
channels_kick POST channel user
channels_leave POST channel
channels_list GET
channels_mark POST channel ts
channels_rename POST channel name
channels_replies GET channel thread_ts
channels_setPurpose POST channel purpose
channels_setTopic POST channel topic
channels_unarchive POST channel
chat_appendStream POST channel ts markdown_text=None chunks=None
chat_delete POST channel ts as_user=None
chat_deleteScheduledMessage POST channel scheduled_message_id as_user=None
chat_getPermalink GET channel message_ts
chat_meMessage POST channel text
chat_postEphemeral POST channel user text=None as_user=None attachments=None blocks=None thread_ts=None icon_emoji=None icon_url=None link_names=None username=None parse=None markdown_text=None
chat_postMessage POST channel text=None as_user=None attachments=None blocks=None thread_ts=None reply_broadcast=None unfurl_links=None unfurl_media=None container_id=None icon_emoji=None icon_url=None mrkdwn=None link_names=None username=None parse=None metadata=None markdown_text=None
chat_scheduleMessage POST channel post_at text=None as_user=None attachments=None blocks=None thread_ts=None parse=None reply_broadcast=None unfurl_links=None unfurl_media=None link_names=None metadata=None markdown_text=None
chat_scheduledMessages_list POST channel=None cursor=None latest=None limit=None oldest=None team_id=None
chat_startStream POST channel thread_ts markdown_text=None recipient_team_id=None recipient_user_id=None chunks=None task_display_mode=None icon_emoji=None icon_url=None username=None
chat_stopStream POST channel ts markdown_text=None blocks=None metadata=None chunks=None session_status=None
chat_unfurl POST channel=None ts=None source=None unfurl_id=None unfurls=None metadata=None user_auth_blocks=None user_auth_message=None user_auth_required=None user_auth_url=None
chat_update POST channel ts text=None attachments=None blocks=None as_user=None file_ids=None link_names=None parse=None reply_broadcast=None metadata=None markdown_text=None
conversations_acceptSharedInvite POST channel_name channel_id=None invite_id=None free_trial_accepted=None is_private=None team_id=None
conversations_approveSharedInvite POST invite_id target_team=None
conversations_archive POST channel
conversations_close POST channel
conversations_create POST name is_private=None team_id=None
conversations_declineSharedInvite GET invite_id target_team=None
conversations_externalInvitePermissions_set POST action channel target_team
conversations_history GET channel cursor=None inclusive=None include_all_metadata=None latest=None limit=None oldest=None
conversations_info GET channel include_locale=None include_num_members=None
conversations_invite POST channel users force=None
conversations_inviteShared GET channel emails=None user_ids=None
conversations_join POST channel
conversations_kick POST channel user
conversations_leave POST channel
conversations_list GET cursor=None exclude_archived=None limit=None team_id=None types=None
conversations_listConnectInvites POST count=None cursor=None team_id=None
conversations_mark POST channel ts
conversations_members GET channel cursor=None limit=None
conversations_open POST channel=None return_im=None users=None
conversations_rename POST channel name
conversations_replies GET channel ts cursor=None inclusive=None include_all_metadata=None latest=None limit=None oldest=None
conversations_requestSharedInvite_approve POST invite_id channel_id=None is_external_limited=None message=None
conversations_requestSharedInvite_deny POST invite_id message=None
conversations_requestSharedInvite_list POST cursor=None include_approved=None include_denied=None include_expired=None invite_ids=None limit=None user_id=None
conversations_setPurpose POST channel purpose
conversations_setTopic POST channel topic
conversations_unarchive POST channel
conversations_canvases_create POST channel_id document_content
dialog_open POST dialog trigger_id
dnd_endDnd POST
dnd_endSnooze POST
dnd_info GET team_id=None user=None
dnd_setSnooze GET num_minutes
dnd_teamInfo GET *users *team_id=None
emoji_list GET *include_categories=None
entity_presentDetails POST *trigger_id *metadata=None *user_auth_required=None *user_auth_url=None *error=None
files_comments_delete POST file id
files_delete POST file
files_info GET file count=None cursor=None limit=None page=None
files_list GET channel=None count=None page=None show_files_hidden_by_limit=None team_id=None ts_from=None ts_to=None types=None user=None
files_remote_info GET external_id=None file=None
files_remote_list GET channel=None cursor=None limit=None ts_from=None ts_to=None
files_remote_add POST external_id external_url title filetype=None indexable_file_contents=None preview_image=None
files_remote_update POST external_id=None external_url=None file=None title=None filetype=None indexable_file_contents=None preview_image=None
files_remote_remove POST external_id=None file=None
files_remote_share GET channels external_id=None file=None
files_revokePublicURL POST file
files_sharedPublicURL POST file
files_upload POST file=None content=None filename=None filetype=None initial_comment=None thread_ts=None title=None channels=None
files_upload_v2 POST filename=None file=None content=None title=None alt_txt=None highlight_type=None snippet_type=None file_uploads=None channel=None channels=None initial_comment=None thread_ts=None request_file_info=True
files_getUploadURLExternal POST filename length alt_txt=None snippet_type=None
files_completeUploadExternal POST files channel_id=None channels=None initial_comment=None thread_ts=None
functions_completeSuccess POST function_execution_id outputs
functions_completeError POST function_execution_id error
groups_archive POST channel
groups_create POST name
groups_createChild GET channel
groups_history GET channel
groups_info GET channel
groups_invite POST channel user
groups_kick POST channel user
groups_leave POST channel
groups_list GET
groups_mark POST channel ts
groups_open POST channel
groups_rename POST channel name
groups_replies GET channel thread_ts
groups_setPurpose POST channel purpose
groups_setTopic POST channel topic
groups_unarchive POST channel
im_close POST channel
im_history GET channel
im_list GET
im_mark POST channel ts
im_open POST user
im_replies GET channel thread_ts
migration_exchange GET users team_id=None to_old=None
mpim_close POST channel
mpim_history GET channel
mpim_list GET
mpim_mark POST channel ts
mpim_open POST users
mpim_replies GET channel thread_ts
oauth_v2_access POST code=None redirect_uri=None grant_type=None
oauth_access POST code redirect_uri=None
oauth_v2_exchange POST
openid_connect_token POST *code=None *redirect_uri=None *grant_type=None
openid_connect_userInfo POST
pins_add POST channel timestamp=None
pins_list GET channel
pins_remove POST channel timestamp=None
reactions_add POST channel name timestamp
reactions_get GET channel=None file=None file_comment=None full=None timestamp=None
reactions_list GET count=None cursor=None full=None limit=None page=None team_id=None user=None
reactions_remove POST name channel=None file=None file_comment=None timestamp=None
reminders_add POST text time team_id=None user=None recurrence=None
reminders_complete POST reminder team_id=None
reminders_delete POST reminder team_id=None
reminders_info GET reminder team_id=None
reminders_list GET team_id=None
rtm_connect GET batch_presence_aware=None presence_sub=None
rtm_start GET batch_presence_aware=None include_locale=None mpim_aware=None no_latest=None no_unreads=None presence_sub=None simple_latest=None
search_all GET query count=None highlight=None page=None sort=None sort_dir=None team_id=None
search_files GET query count=None highlight=None page=None sort=None sort_dir=None team_id=None
search_messages GET query count=None cursor=None highlight=None page=None sort=None sort_dir=None team_id=None
slackbot_skills_create POST display_name instructions=None canvas_id=None description=None category=None example_prompt=None mcp_servers=None
slackbot_skills_delete POST skill_id
slackbot_skills_info POST skill_id
slackbot_skills_library_add POST skill_id
slackbot_skills_library_remove POST skill_id
slackbot_skills_list POST filter=None category=None cursor=None limit=None
slackbot_skills_update POST skill_id display_name=None instructions=None description=None category=None example_prompt=None mcp_servers=None
slackLists_access_delete POST list_id channel_ids=None user_ids=None
slackLists_access_set POST list_id access_level channel_ids=None user_ids=None
slackLists_create POST name description_blocks=None schema=None copy_from_list_id=None include_copied_list_records=None todo_mode=None
slackLists_download_get POST list_id job_id
slackLists_download_start POST list_id include_archived=None
slackLists_items_create POST list_id duplicated_item_id=None parent_item_id=None initial_fields=None
slackLists_items_delete POST list_id id
slackLists_items_deleteMultiple POST list_id ids
slackLists_items_info POST list_id id include_is_subscribed=None
slackLists_items_list POST list_id limit=None cursor=None archived=None
slackLists_items_update POST list_id cells
slackLists_update POST id name=None description_blocks=None todo_mode=None
stars_add POST channel=None file=None file_comment=None timestamp=None
stars_list GET count=None cursor=None limit=None page=None team_id=None
stars_remove POST channel=None file=None file_comment=None timestamp=None
team_accessLogs GET before=None count=None page=None team_id=None cursor=None limit=None
team_billableInfo GET team_id=None user=None
team_billing_info POST
team_externalTeams_disconnect POST target_team
team_externalTeams_list GET connection_status_filter=None slack_connect_pref_filter=None sort_direction=None sort_field=None workspace_filter=None cursor=None limit=None
team_info GET team=None domain=None include_slackbot_availability=None
team_integrationLogs GET app_id=None change_type=None count=None page=None service_id=None team_id=None user=None
team_profile_get GET visibility=None
team_preferences_list POST
usergroups_create POST name channels=None description=None handle=None include_count=None team_id=None
usergroups_disable POST usergroup include_count=None team_id=None
usergroups_enable POST usergroup include_count=None team_id=None
usergroups_list GET include_count=None include_disabled=None include_users=None team_id=None
usergroups_update POST usergroup channels=None description=None handle=None include_count=None name=None team_id=None
usergroups_users_list GET usergroup include_disabled=None team_id=None
usergroups_users_update POST usergroup users include_count=None team_id=None
users_conversations GET cursor=None exclude_archived=None limit=None team_id=None types=None user=None
users_deletePhoto GET
users_getPresence GET user
users_identity GET
users_info GET user include_locale=None
users_list GET cursor=None include_locale=None limit=None team_id=None
users_lookupByEmail GET email
users_setPhoto POST image crop_w=None crop_x=None crop_y=None
users_setPresence POST presence
users_discoverableContacts_lookup POST *email
users_profile_get GET user=None include_labels=None
users_profile_set POST name=None value=None user=None profile=None
views_open POST trigger_id=None interactivity_pointer=None view
views_push POST trigger_id=None interactivity_pointer=None view
views_update POST view external_id=None view_id=None hash=None
views_publish POST user_id view hash=None
workflows_featured_add POST channel_id trigger_ids
workflows_featured_list POST channel_ids
workflows_featured_remove POST channel_id trigger_ids
workflows_featured_set POST channel_id trigger_ids
workflows_stepCompleted POST workflow_step_execute_id outputs=None
workflows_stepFailed POST workflow_step_execute_id error
workflows_updateStep POST workflow_step_edit_id inputs=None outputs=None
"""
