namespace session {}
